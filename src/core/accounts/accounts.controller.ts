import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { sends } from '../../http/answer-headers.js';
import { entityTag } from '../../http/entity-tag.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { APPLICATION_NOT_FOUND } from '../applications/applications.failures.js';
import { passwordFailures } from '../identities/password-failures.js';
import { UserDto } from '../users/dto/user.dto.js';
import { AccountsService } from './accounts.service.js';
import { CreateUserDto } from './dto/create-user.dto.js';

const CREATE_EXAMPLES = {
  person: {
    summary: 'A person who signs in by password',
    value: {
      email: 'ada@example.com',
      username: 'ada',
      password: 'correct horse battery',
      displayName: 'Ada Lovelace',
    },
  },
  administrator: {
    summary: 'Another administrator',
    value: { username: 'grace', password: 'staple correct battery', roles: ['rol_Administrator001'] },
  },
};

@ApiTags('Users')
@Controller('v1/users')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Post()
  @RequirePermissions('create:users')
  @Idempotent()
  @ApiOperation({
    operationId: 'createUser',
    summary: 'Create an account',
    description:
      'With role `user` unless `roles` says otherwise; without `password` they cannot sign in by one.',
  })
  @ApiBody({ type: CreateUserDto, examples: CREATE_EXAMPLES })
  @ApiCreatedResponse({ type: UserDto, headers: sends('Location', 'ETag') })
  @Fails(
    ...passwordFailures('password'),
    { status: 409, code: 'users.email_taken', when: 'The e-mail address belongs to another account.' },
    { status: 409, code: 'users.username_taken', when: 'The user name belongs to another account.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'A role or grant holds what the caller lacks.',
    },
    {
      status: 403,
      code: 'grants.wildcard_needs_administrator',
      when: 'A grant has the wildcard `*` and the caller is not an administrator.',
    },
    APPLICATION_NOT_FOUND,
  )
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateUserDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDto> {
    const { account } = await this.accounts.create(caller, body);
    reply.header('location', `/v1/users/${account.id}`).header('etag', entityTag(account.version));
    return UserDto.of(account);
  }
}
