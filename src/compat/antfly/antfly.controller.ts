import type { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { RequirePermissions, SignedIn } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PasswordChangeService } from '../../authentication/password-change.service.js';
import { PasswordsService } from '../../core/identities/passwords.service.js';
import { AccountsService } from '../../core/accounts/accounts.service.js';
import { UserAccessService } from '../../core/users/user-access.service.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { UsersService } from '../../core/users/users.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { streamJsonList } from '../../http/json-list.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { callersPermissionsOf, newUserOf, passwordHashOf, referenceOf, usernameOf } from './antfly.mapper.js';
import { AntflyCreateUserDto } from './dto/create-user.dto.js';
import { AntflyCurrentUserDto } from './dto/current-user.dto.js';
import { AntflyMessageDto } from './dto/message.dto.js';
import { AntflyUpdatePasswordDto } from './dto/update-password.dto.js';
import { AntflyUserDto } from './dto/user.dto.js';
import { AntflyUsernameDto } from './dto/username.dto.js';
import { BEYOND, LAST_ADMINISTRATOR, NOT_FOUND, USER_NAME } from './antfly.documents.js';

@ApiTags('Users')
@Controller('api/v1/users')
export class AntflyController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
    private readonly access: UserAccessService,
    private readonly marks: PasswordsService,
    private readonly passwords: PasswordChangeService,
  ) {}

  @Get('me')
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({ operationId: 'getCurrentUser', summary: 'Get current authenticated user' })
  @ApiOkResponse({ type: AntflyCurrentUserDto })
  async me(@Caller() caller: Principal): Promise<AntflyCurrentUserDto> {
    const held = await this.access.read(caller, { id: caller.userId });
    return { username: usernameOf(caller.account), permissions: callersPermissionsOf(caller, held) };
  }

  @Get()
  @RequirePermissions('read:users')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    operationId: 'listUsers',
    summary: 'List all users',
    description: 'All that are active, those that signed up first coming first; written while it is read.',
  })
  @ApiOkResponse({ type: AntflyUsernameDto, isArray: true })
  list(): Promise<Readable> {
    return streamJsonList(this.directory.activeNames(), (name) => ({ username: usernameOf(name) }));
  }

  @Post(':userName')
  @RequirePermissions('create:users')
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a new user',
    description: 'Username in path takes precedence.',
  })
  @ApiParam(USER_NAME)
  @ApiCreatedResponse({ type: AntflyUserDto })
  @Fails(BEYOND, { status: 409, code: 'users.username_taken', when: 'There is a user of this name.' })
  async create(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Body() body: AntflyCreateUserDto,
  ): Promise<AntflyUserDto> {
    const { account } = await this.accounts.create(caller, newUserOf(userName, body));
    return this.show(account.id, usernameOf(account));
  }

  @Get(':userName')
  @RequirePermissions('read:users')
  @ApiOperation({ operationId: 'getUser', summary: 'Get user details' })
  @ApiParam(USER_NAME)
  @ApiOkResponse({ type: AntflyUserDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('userName') userName: string): Promise<AntflyUserDto> {
    const account = await this.directory.read(caller, referenceOf(userName));
    return this.show(account.id, usernameOf(account));
  }

  @Delete(':userName')
  @RequirePermissions('delete:users')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description: 'With all permissions and API keys.',
  })
  @ApiParam(USER_NAME)
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, BEYOND, LAST_ADMINISTRATOR)
  async delete(@Caller() caller: Principal, @Param('userName') userName: string): Promise<void> {
    await this.users.delete(caller, referenceOf(userName));
  }

  @Put(':userName/password')
  @RequirePermissions('update:users')
  @NotWithApiKey()
  @ApiOperation({
    operationId: 'updateUserPassword',
    summary: 'Update user password',
    description: 'The old one stops working at once, in sessions as well; API keys go on.',
  })
  @ApiParam(USER_NAME)
  @ApiOkResponse({ type: AntflyMessageDto })
  @Fails(NOT_FOUND, BEYOND)
  async updatePassword(
    @Caller() caller: Principal,
    @Param('userName') userName: string,
    @Body() body: AntflyUpdatePasswordDto,
  ): Promise<AntflyMessageDto> {
    await this.passwords.setFor(caller, referenceOf(userName), body.new_password);
    return { message: 'Operation completed successfully' };
  }

  private async show(userId: string, username: string): Promise<AntflyUserDto> {
    return { username, password_hash: passwordHashOf(await this.marks.markOf(userId)) };
  }
}
