import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Public, SignedIn } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { passwordFailures } from '../../core/identities/password-failures.js';
import { UsersService } from '../../core/users/users.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { ElementsCreatedUserDto } from './dto/created-user.dto.js';
import { ElementsUserQueryDto } from './dto/queries.dto.js';
import { ElementsSessionCreationDto } from './dto/session.dto.js';
import { ElementsUserDto, ElementsUserPageDto } from './dto/user.dto.js';
import {
  ElementsCreateUserDto,
  ElementsUpdatePasswordDto,
  ElementsUpdateUserDto,
} from './dto/user-requests.dto.js';
import { ElementsNotImplementedError, ElementsUserNotFoundError } from './elements.errors.js';
import { isSuperuser, nobody, pageOf } from './elements.mapper.js';
import { ElementsSessions } from './elements.sessions.js';
import { ElementsUsers } from './elements.users.js';
import { ElementsViews } from './elements.views.js';

const USER = {
  description: 'Id, e-mail address or name of the user; `me` for the caller.',
  example: 'me',
} as const;
const NOT_FOUND = {
  status: 404,
  code: 'elements.user_not_found',
  when: 'There is no such user, or the caller is another one and no superuser.',
} as const;
const TAKEN = [
  { status: 409, code: 'users.username_taken', when: 'The name belongs to another user.' },
  { status: 409, code: 'users.email_taken', when: 'The e-mail address belongs to another user.' },
] as const;

@ApiTags('Users')
@Controller('api/rest')
export class ElementsUsersController {
  constructor(
    private readonly users: ElementsUsers,
    private readonly sessions: ElementsSessions,
    private readonly accounts: UsersService,
    private readonly views: ElementsViews,
  ) {}

  @Post(['user', 'signup'])
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create a user, or sign up',
    description: 'What is left out is made up; a password that was is in the answer, and only there.',
  })
  @ApiBody({ type: ElementsCreateUserDto })
  @ApiOkResponse({ type: ElementsCreatedUserDto })
  @Fails(
    ...passwordFailures('password'),
    { status: 403, code: 'elements.level', when: 'The caller is signed in and no superuser.' },
    { status: 403, code: 'sign_up.closed', when: 'Only superusers create users here.' },
    ...TAKEN,
  )
  async create(
    @Caller() caller: Principal | undefined,
    @Body() body: ElementsCreateUserDto,
  ): Promise<ElementsCreatedUserDto> {
    const { account, password, profiles } = await this.users.create(caller, body);
    return this.views.createdUser(account, password, profiles);
  }

  @Get('user')
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({
    operationId: 'searchUsers',
    summary: 'Search users',
    description: 'Superusers find all users, everybody else themselves.',
  })
  @ApiOkResponse({ type: ElementsUserPageDto })
  async search(
    @Caller() caller: Principal,
    @Query() query: ElementsUserQueryDto,
  ): Promise<ElementsUserPageDto> {
    const found = await this.users.search(caller, query);
    return pageOf(found, found.offset, await this.views.users(found.rows));
  }

  @Get('user/me')
  @WithoutRequestContext()
  @Public({ readsCaller: true })
  @ApiOperation({
    operationId: 'getCurrentUser',
    summary: 'Get the caller',
    description: 'Nobody in particular without a session.',
  })
  @ApiOkResponse({ type: ElementsUserDto })
  async me(@Caller() caller: Principal | undefined): Promise<ElementsUserDto> {
    return caller === undefined ? nobody() : this.views.caller(caller);
  }

  @Get('user/:name')
  @SignedIn()
  @ApiOperation({ operationId: 'getUser', summary: 'Get a user' })
  @ApiParam({ name: 'name', ...USER })
  @ApiOkResponse({ type: ElementsUserDto })
  @Fails(NOT_FOUND)
  async read(@Caller() caller: Principal, @Param('name') name: string): Promise<ElementsUserDto> {
    return this.views.user(await this.users.find(caller, name));
  }

  @Put('user/:userId')
  @SignedIn()
  @NotWithApiKey()
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Change a user',
    description:
      'Members that are optional stay when they are left out. Only superusers change `level` and `password`, and other users than themselves.',
  })
  @ApiParam({ name: 'userId', ...USER })
  @ApiOkResponse({ type: ElementsUserDto })
  @Fails(NOT_FOUND, ...TAKEN, {
    status: 403,
    code: 'authentication.sign_in_too_old',
    when: 'The address is to be another one, and the sign-in was more than five minutes ago.',
  })
  async update(
    @Caller() caller: Principal,
    @Param('userId') userId: string,
    @Body() body: ElementsUpdateUserDto,
  ): Promise<ElementsUserDto> {
    return this.views.user(await this.users.update(caller, userId, body));
  }

  @Put('user/:userId/password')
  @SignedIn()
  @NotWithApiKey()
  @ApiOperation({
    operationId: 'updateUserPassword',
    summary: 'Change the own password',
    description: 'Ends every session of the user and opens a new one.',
  })
  @ApiParam({ name: 'userId', ...USER })
  @ApiOkResponse({ type: ElementsSessionCreationDto })
  @Fails(NOT_FOUND, ...passwordFailures('newPassword'), {
    status: 403,
    code: 'users.wrong_password',
    when: 'The old password is wrong.',
  })
  async updatePassword(
    @Caller() caller: Principal,
    @Param('userId') userId: string,
    @Body() { oldPassword, newPassword, profileId }: ElementsUpdatePasswordDto,
  ): Promise<ElementsSessionCreationDto> {
    const account = await this.users.find(caller, userId);
    if (account.id !== caller.userId) {
      throw isSuperuser(caller) ? new ElementsNotImplementedError() : new ElementsUserNotFoundError(userId);
    }
    const { secret, signedIn } = await this.sessions.byNewPassword(
      caller,
      oldPassword,
      newPassword,
      profileId ?? null,
    );
    return { sessionSecret: secret, session: await this.views.session(signedIn) };
  }

  @Delete('user/:name')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Delete a user',
    description: 'With everything they could come back by; their name and address are free again.',
  })
  @ApiParam({ name: 'name', ...USER })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async delete(@Caller() caller: Principal, @Param('name') name: string): Promise<void> {
    const { id } = await this.users.find(caller, name);
    await this.accounts.delete(caller, { id });
  }
}
