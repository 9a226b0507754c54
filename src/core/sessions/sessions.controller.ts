import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import { isAdministrative, type Principal } from '../../authorization/principal.js';
import { PageQuery } from '../../common/paging.js';
import { Fails } from '../../http/fails.decorator.js';
import { WithoutRequestContext } from '../../http/without-request-context.decorator.js';
import { NeverLimited } from '../../throttling/never-limited.decorator.js';
import { SessionPageDto } from './dto/session-page.dto.js';
import { SessionDto } from './dto/session.dto.js';
import { SessionsService } from './sessions.service.js';

const NOT_FOUND = {
  status: 404,
  code: 'sessions.not_found',
  when: 'There is no such session of the caller.',
} as const;

@ApiTags('Sessions')
@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({ summary: 'List own sessions' })
  @ApiOkResponse({ type: SessionPageDto })
  async list(@Caller() caller: Principal, @Query() { limit, cursor }: PageQuery): Promise<SessionPageDto> {
    const page = await this.sessions.list(caller, caller.userId, limit, cursor);
    return SessionPageDto.of(page, caller.sessionId, isAdministrative(caller));
  }

  @Get('current')
  @WithoutRequestContext()
  @SignedIn()
  @ApiOperation({ operationId: 'readCurrentSession', summary: 'Read the session of this request' })
  @ApiOkResponse({ type: SessionDto })
  @Fails(NOT_FOUND)
  async current(@Caller() caller: Principal): Promise<SessionDto> {
    return SessionDto.of(await this.sessions.current(caller), caller.sessionId, isAdministrative(caller));
  }

  @Delete('current')
  @SignedIn()
  @NeverLimited()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'signOut',
    summary: 'Sign out',
    description: 'Ends the session of this request.',
  })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async signOut(@Caller() caller: Principal): Promise<void> {
    await this.sessions.endCurrent(caller);
  }

  @Delete(':sessionId')
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ operationId: 'endSession', summary: 'End one of the own sessions' })
  @ApiParam({
    name: 'sessionId',
    description: 'The `id` of a session.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a78',
  })
  @ApiNoContentResponse()
  @Fails(NOT_FOUND)
  async end(@Caller() caller: Principal, @Param('sessionId') sessionId: string): Promise<void> {
    await this.sessions.end(caller, caller.userId, sessionId);
  }

  @Delete()
  @SignedIn()
  @HttpCode(204)
  @ApiOperation({ operationId: 'endOtherSessions', summary: 'End all own sessions but this one' })
  @ApiNoContentResponse()
  async endOthers(@Caller() caller: Principal): Promise<void> {
    await this.sessions.endOthers(caller, caller.userId);
  }
}
