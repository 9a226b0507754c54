import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import {
  ApiConsumes,
  ApiBody,
  ApiFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  type ApiParamOptions,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../authorization/access.decorators.js';
import { EdgeError } from '../../http/edge-error.js';
import { Fails } from '../../http/fails.decorator.js';
import { SessionCreatedDto } from '../dto/session-created.dto.js';
import { SessionTokens } from '../session-tokens.js';
import { AppleAnswerDto } from './dto/apple-answer.dto.js';
import { ExchangeCodeDto } from './dto/exchange-code.dto.js';
import { StartRedirectQuery } from './dto/start-redirect.query.dto.js';
import { readProviderAnswer } from './provider-answer.js';
import { REDIRECT_PROVIDERS, type RedirectProvider } from './redirect-flow.js';
import { RedirectSignIn, type SentAway } from './redirect-sign-in.service.js';

const PROVIDER: ApiParamOptions = {
  name: 'provider',
  description: 'The provider.',
  schema: { type: 'string', enum: [...REDIRECT_PROVIDERS], example: 'google' },
};
const LOCATION = {
  Location: {
    required: true,
    description: 'Where to go on.',
    schema: { type: 'string', format: 'uri' },
  },
} as const;
const NO_PROVIDER = {
  status: 404,
  code: 'request.not_found',
  when: 'Nobody can be sent to such a provider.',
} as const;
const STATE_REFUSED = {
  status: 400,
  code: 'sessions.state_refused',
  when: 'The state is unknown, used, too old, or of another browser.',
  field: 'state',
} as const;

/** Sign-in by sending a browser to a provider and taking it back. */
@ApiTags('Sign-in')
@Controller('v1/sessions')
export class RedirectsController {
  constructor(
    private readonly redirects: RedirectSignIn,
    private readonly tokens: SessionTokens,
  ) {}

  @Get(':provider/redirect')
  @Public()
  @ApiOperation({
    operationId: 'startRedirect',
    summary: 'Send a browser to a provider to sign in',
    description: 'To be opened in a browser, which keeps the flow in a cookie for ten minutes.',
  })
  @ApiParam(PROVIDER)
  @ApiFoundResponse({ description: 'Off to the provider.', headers: LOCATION })
  @Fails(
    {
      status: 400,
      code: 'sessions.return_url_refused',
      when: 'The URL is neither ours nor in `RETURN_URLS`.',
      field: 'returnTo',
    },
    NO_PROVIDER,
    { status: 404, code: 'applications.not_found', when: 'There is no such application.' },
    {
      status: 422,
      code: 'sessions.redirect_off',
      when: 'The provider, or its secret, is not set up.',
      details: { provider: 'google' },
    },
  )
  async start(
    @Param('provider') provider: string,
    @Query() query: StartRedirectQuery,
    @Headers('cookie') cookie: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    sendAway(await this.redirects.start(known(provider), query, cookie), reply);
  }

  @Get(':provider/callback')
  @Public()
  @ApiOperation({
    operationId: 'finishRedirect',
    summary: 'Where providers send browsers back to',
    description:
      'Ends at the `returnTo` of the flow with `code`, for `POST /v1/sessions/exchange`, or with `error` (`access_denied` or `temporarily_unavailable`) and `error_code`. Parameters that are not known are ignored.',
  })
  @ApiParam(PROVIDER)
  @ApiQuery({
    name: 'state',
    description: 'The state of the flow.',
    required: true,
    schema: { type: 'string', example: '9xOVb…' },
  })
  @ApiQuery({
    name: 'code',
    description: 'The authorization code.',
    required: false,
    schema: { type: 'string', example: '4/0AX4XfWh…' },
  })
  @ApiQuery({
    name: 'error',
    description: 'Why there is none.',
    required: false,
    schema: { type: 'string', example: 'access_denied' },
  })
  @ApiFoundResponse({ description: 'Back to where the flow was to end.', headers: LOCATION })
  @Fails(STATE_REFUSED, NO_PROVIDER)
  async finish(
    @Param('provider') provider: string,
    @Query() query: Record<string, string>,
    @Headers('cookie') cookie: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    sendAway(await this.redirects.finish(known(provider), readProviderAnswer(query), cookie), reply);
  }

  @Post('apple/callback')
  @Public()
  @HttpCode(303)
  @ApiOperation({
    operationId: 'postAppleAnswer',
    summary: 'Where Apple posts its answer',
    description:
      'A post from elsewhere carries no cookie, so the browser is sent on to the same path by GET. Fields that are not known are ignored.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: AppleAnswerDto })
  @ApiResponse({ status: 303, description: 'On to the same path, with the cookie.', headers: LOCATION })
  @Fails(STATE_REFUSED)
  async post(@Body() body: AppleAnswerDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    reply.header('location', await this.redirects.keepPosted(readProviderAnswer(body)));
  }

  @Post('exchange')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'exchangeCode',
    summary: 'Exchange the code of a redirect sign-in for its session',
    description: 'Good once and for two minutes.',
  })
  @ApiOkResponse({ type: SessionCreatedDto })
  @Fails({
    status: 401,
    code: 'sessions.code_refused',
    when: 'The code is unknown, used or too old, or its session is over.',
  })
  async exchange(@Body() { code }: ExchangeCodeDto): Promise<SessionCreatedDto> {
    const signedIn = await this.redirects.exchange(code);
    return SessionCreatedDto.of(signedIn, await this.tokens.issue(signedIn));
  }
}

function known(provider: string): RedirectProvider {
  const found = REDIRECT_PROVIDERS.find((one) => one === provider);
  if (found === undefined) {
    throw new EdgeError('not_found', 'request.not_found', 'There is nothing at this path.');
  }
  return found;
}

function sendAway({ location, cookies }: SentAway, reply: FastifyReply): void {
  reply.code(302).headers({ location, 'set-cookie': cookies });
}
