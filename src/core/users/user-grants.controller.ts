import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions, SelfOr } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { CountedPageQuery } from '../../common/paging.js';
import { sends } from '../../http/answer-headers.js';
import { Fails } from '../../http/fails.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { CreateGrantDto, GrantDto, GrantPageDto } from './dto/grant.dto.js';
import { TargetUser } from './target-user.decorator.js';
import { UserGrantsService } from './user-grants.service.js';
import type { UserReference } from './user-reference.js';

const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such account.' } as const;
const BEYOND = {
  status: 403,
  code: 'authorization.beyond_own_permissions',
  when: 'The account or the grant holds what the caller lacks.',
} as const;

@ApiTags('Permissions')
@Controller('v1/users/:userId/grants')
export class UserGrantsController {
  constructor(private readonly grants: UserGrantsService) {}

  @Get()
  @SelfOr('read:users')
  @ApiOperation({ summary: 'List the grants of an account' })
  @ApiOkResponse({ type: GrantPageDto })
  @Fails(NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() query: CountedPageQuery,
  ): Promise<GrantPageDto> {
    return GrantPageDto.of(await this.grants.list(caller, target, query));
  }

  @Post()
  @RequirePermissions('update:users')
  @Idempotent()
  @ApiOperation({
    operationId: 'createUserGrant',
    summary: 'Give an account a grant on a resource',
    description:
      'The caller must have the same or more: the grant, a wider one, or the permission `type:resourceType`.',
  })
  @ApiCreatedResponse({ type: GrantDto, headers: sends('Location') })
  @Fails(
    NOT_FOUND,
    BEYOND,
    {
      status: 403,
      code: 'grants.wildcard_needs_administrator',
      when: 'The grant has the wildcard `*` and the caller is not an administrator.',
    },
    { status: 409, code: 'grants.exists', when: 'The account has this grant already.' },
    { status: 422, code: 'grants.too_many', when: 'The account has 5,000 grants already.' },
  )
  async give(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Body() body: CreateGrantDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GrantDto> {
    const { userId, grant } = await this.grants.give(caller, target, body);
    reply.header('location', `/v1/users/${userId}/grants/${grant.id}`);
    return GrantDto.of(grant);
  }

  @Delete(':grantId')
  @RequirePermissions('update:users')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteUserGrant', summary: 'Take a grant from an account' })
  @ApiParam({
    name: 'grantId',
    description: 'Id of a grant of the account.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
  })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND, BEYOND, {
    status: 404,
    code: 'grants.not_found',
    when: 'The account does not have this grant.',
  })
  async take(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Param('grantId') grantId: string,
  ): Promise<void> {
    await this.grants.take(caller, target, grantId);
  }
}
