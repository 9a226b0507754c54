import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SelfOr } from '../../authorization/access.decorators.js';
import { NotWithApiKey } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { Fails } from '../../http/fails.decorator.js';
import { IdentityPageDto } from '../identities/dto/identity.dto.js';
import { TargetUser } from './target-user.decorator.js';
import { UserIdentitiesService } from './user-identities.service.js';
import type { UserReference } from './user-reference.js';

const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such account.' } as const;

@ApiTags('Identities')
@Controller('v1/users/:userId/identities')
export class UserIdentitiesController {
  constructor(private readonly identities: UserIdentitiesService) {}

  @Get()
  @SelfOr('read:users')
  @ApiOperation({
    operationId: 'listUserIdentities',
    summary: 'List the identities of an account',
    description: 'Who its owner is at the providers that open it.',
  })
  @ApiOkResponse({ type: IdentityPageDto })
  @Fails(NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<IdentityPageDto> {
    return IdentityPageDto.ofPage(await this.identities.list(caller, target, limit, cursor));
  }

  @Delete(':identityId')
  @SelfOr('update:users')
  @NotWithApiKey()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'removeUserIdentity',
    summary: 'Remove an identity from an account',
    description: 'Sessions that its provider opened end, but for the one of this request.',
  })
  @ApiParam({
    name: 'identityId',
    description: 'Id of an identity of the account.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7b',
  })
  @ApiNoContentResponse()
  @Fails(
    NOT_FOUND,
    { status: 404, code: 'identities.not_found', when: 'The account has no such identity.' },
    {
      status: 403,
      code: 'authorization.beyond_own_permissions',
      when: 'The account holds permissions the caller lacks.',
    },
    {
      status: 409,
      code: 'identities.last_way_in',
      when: 'The account has no password and no other identity.',
    },
  )
  async remove(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Param('identityId') identityId: string,
  ): Promise<void> {
    await this.identities.remove(caller, target, identityId);
  }
}
