import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { entityTag, IfMatch } from '../../http/entity-tag.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { ListUsersQueryDto } from './dto/list-users.query.dto.js';
import { SuspensionDto } from './dto/suspension.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UserPageDto } from './dto/user-page.dto.js';
import { UserDto } from './dto/user.dto.js';
import { TargetUser } from './target-user.decorator.js';
import type { UserReference } from './user-reference.js';
import { UserDirectory } from './user-directory.js';
import { UserSuspensionService } from './user-suspension.service.js';
import { UsersService } from './users.service.js';

const UPDATE_EXAMPLES = {
  change: {
    summary: 'Change some members, clear another',
    value: { displayName: 'Ada King', contactInfo: { city: 'London' }, phone: null },
  },
};

@ApiTags('Users')
@Controller('v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly suspensions: UserSuspensionService,
    private readonly directory: UserDirectory,
  ) {}

  @Get()
  @WithoutRequestContext()
  @RequirePermissions('read:users')
  @ApiOperation({ summary: 'List and search accounts' })
  @ApiOkResponse({ type: UserPageDto })
  async list(@Caller() caller: Principal, @Query() query: ListUsersQueryDto): Promise<UserPageDto> {
    return UserPageDto.of(await this.directory.list(caller, query));
  }

  @Get(':userId')
  @WithoutRequestContext()
  @SelfOr('read:users')
  @ApiOperation({ operationId: 'readUser', summary: 'Read an account' })
  @ApiOkResponse({ type: UserDto, headers: sends('ETag') })
  @Fails({ status: 404, code: 'users.not_found', when: 'There is no such account.' })
  async read(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const account = await this.directory.read(caller, target);
    reply.header('etag', entityTag(account.version));
    return UserDto.of(account);
  }

  @Patch(':userId')
  @SelfOr('update:users')
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Change an account',
    description:
      'Members left out stay, null clears. `email`, `emailVerified` and `customClaims` need `update:users`.',
  })
  @ApiBody({ type: UpdateUserDto, examples: UPDATE_EXAMPLES })
  @ApiOkResponse({ type: UserDto, headers: sends('ETag') })
  @Fails(
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    { status: 409, code: 'users.email_taken', when: 'The e-mail address belongs to another account.' },
    { status: 409, code: 'users.username_taken', when: 'The user name belongs to another account.' },
    {
      status: 412,
      code: 'users.changed_meanwhile',
      when: 'The account no longer has the `ETag` of `If-Match`.',
    },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
    {
      status: 403,
      code: 'authorization.api_key_refused',
      when: 'The caller is an API key and would change the address of its owner.',
    },
  )
  async update(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() body: UpdateUserDto,
    @IfMatch() version: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const account = await this.users.update(caller, target, body, version);
    reply.header('etag', entityTag(account.version));
    return UserDto.of(account);
  }

  @Delete(':userId')
  @SelfOr('delete:users')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Delete an account',
    description: 'Every sign-in of theirs ends; the address and the name are free again.',
  })
  @ApiNoContentResponse()
  @Fails(
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    { status: 409, code: 'roles.last_administrator', when: 'It is the last administrator.' },
    {
      status: 412,
      code: 'users.changed_meanwhile',
      when: 'The account no longer has the `ETag` of `If-Match`.',
    },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
  )
  async delete(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @IfMatch() version: number | undefined,
  ): Promise<void> {
    await this.users.delete(caller, target, version);
  }

  @Post(':userId/suspension')
  @RequirePermissions('update:users')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'suspendUser',
    summary: 'Suspend an account',
    description: 'Every sign-in of theirs ends, and they cannot sign in again until it is over.',
  })
  @ApiOkResponse({ type: UserDto })
  @Fails(
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    { status: 409, code: 'roles.last_administrator', when: 'It is the last administrator.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
  )
  async suspend(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() { reason, until }: SuspensionDto,
  ): Promise<UserDto> {
    return UserDto.of(await this.suspensions.suspend(caller, target, reason, until ? new Date(until) : null));
  }

  @Delete(':userId/suspension')
  @RequirePermissions('update:users')
  @HttpCode(204)
  @ApiOperation({ operationId: 'reinstateUser', summary: 'End a suspension' })
  @ApiNoContentResponse()
  @Fails(
    { status: 404, code: 'users.not_found', when: 'There is no such account.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
  )
  async reinstate(@Caller() caller: Principal, @TargetUser() target: UserReference): Promise<void> {
    await this.suspensions.reinstate(caller, target);
  }
}
