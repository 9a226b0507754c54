import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { Public, SignedIn } from '../../authorization/access.decorators.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { hashOfSessionSecret } from '../../core/sessions/session-secret.js';
import { SessionsService } from '../../core/sessions/sessions.service.js';
import { Fails } from '../../http/fails.decorator.js';
import { NeverLimited } from '../../throttling/never-limited.decorator.js';
import { ElementsCreateSessionDto, ElementsSessionCreationDto } from './dto/session.dto.js';
import { ElementsBadSecretError, ElementsSessionActiveError } from './elements.errors.js';
import { ELEMENTS } from './elements.face.js';
import { ElementsSessions } from './elements.sessions.js';
import { ElementsViews } from './elements.views.js';

const EXAMPLES = {
  person: { summary: 'By user name', value: { userId: 'ada', password: 'correct-horse-battery' } },
  player: {
    summary: 'With a profile that a selector finds',
    value: { userId: 'ada', password: 'correct-horse-battery', profileSelector: 'displayName:Ada' },
  },
};

@ApiTags('Sessions')
@Controller('api/rest/session')
export class ElementsSessionsController {
  constructor(
    private readonly sessions: ElementsSessions,
    private readonly open: SessionsService,
    private readonly views: ElementsViews,
  ) {}

  @Post()
  @Public({ readsCaller: true })
  @HttpCode(200)
  @ApiOperation({ operationId: 'createSession', summary: 'Sign in by password' })
  @ApiBody({ type: ElementsCreateSessionDto, examples: EXAMPLES })
  @ApiOkResponse({ type: ElementsSessionCreationDto })
  @Fails(
    { status: 400, code: 'elements.session_active', when: 'The caller has a session already.' },
    { status: 400, code: 'profiles.selector_malformed', when: '`profileSelector` cannot be read.' },
    {
      status: 403,
      code: 'sessions.credentials_refused',
      when: 'There is no such user, or the password is wrong.',
    },
    { status: 403, code: 'elements.foreign_profile', when: 'The profile belongs to somebody else.' },
    { status: 404, code: 'profiles.not_found', when: 'There is no such profile.' },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were too many attempts.' },
  )
  async create(
    @Caller() caller: Principal | undefined,
    @Body() body: ElementsCreateSessionDto,
  ): Promise<ElementsSessionCreationDto> {
    if (caller !== undefined) {
      throw new ElementsSessionActiveError();
    }
    const { secret, signedIn } = await this.sessions.byPassword(body);
    return { sessionSecret: secret, session: await this.views.session(signedIn) };
  }

  @Delete()
  @SignedIn()
  @NeverLimited()
  @HttpCode(204)
  @ApiOperation({ operationId: 'destroySessions', summary: 'End all sessions of the caller' })
  @ApiNoContentResponse()
  async deleteAll(@Caller() caller: Principal): Promise<void> {
    await this.open.endEverywhere(caller);
  }

  @Delete(':sessionSecret')
  @Public({ readsCaller: true })
  @NeverLimited()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'destroySession',
    summary: 'End a session',
    description: 'Whoever has its secret may end it.',
  })
  @ApiParam({
    name: 'sessionSecret',
    description: 'The secret of the session.',
    example: '8F1E4AD9C24F6B0D3A5E7C9B1D2F4A6B8C0D2E4F66F0C1D2E3A4B5C6D7E8F901',
  })
  @ApiNoContentResponse()
  @Fails(
    { status: 400, code: 'elements.bad_secret', when: 'It is no session secret.' },
    { status: 404, code: 'sessions.not_found', when: 'There is no such session.' },
  )
  async delete(@Param('sessionSecret') sessionSecret: string): Promise<void> {
    const hash = hashOfSessionSecret(sessionSecret);
    if (hash === null) {
      throw new ElementsBadSecretError();
    }
    await this.open.endBySecret(hash, ELEMENTS);
  }
}
