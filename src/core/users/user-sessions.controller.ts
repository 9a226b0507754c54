import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SelfOr } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { Fails } from '../../http/fails.decorator.js';
import { SessionPageDto } from '../sessions/dto/session-page.dto.js';
import { TargetUser } from './target-user.decorator.js';
import type { UserReference } from './user-reference.js';
import { UserSessionsService } from './user-sessions.service.js';

const NOT_FOUND = { status: 404, code: 'users.not_found', when: 'There is no such account.' } as const;

@ApiTags('Sessions')
@Controller('v1/users/:userId/sessions')
export class UserSessionsController {
  constructor(private readonly userSessions: UserSessionsService) {}

  @Get()
  @SelfOr('read:sessions')
  @ApiOperation({ summary: 'List the sessions of an account' })
  @ApiOkResponse({ type: SessionPageDto })
  @Fails(NOT_FOUND)
  async list(
    @Caller() caller: Principal,
    @TargetUser() target: UserReference,
    @Query() { limit, cursor }: PageQuery,
  ): Promise<SessionPageDto> {
    const { page, isAdministrative } = await this.userSessions.list(caller, target, limit, cursor);
    return SessionPageDto.of(page, caller.sessionId, isAdministrative);
  }

  @Delete()
  @SelfOr('delete:sessions')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'endUserSessions',
    summary: 'End the sessions of an account',
    description: 'Of the own account all but the one of this request.',
  })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async end(@Caller() caller: Principal, @TargetUser() target: UserReference): Promise<void> {
    await this.userSessions.endAll(caller, target);
  }
}
