import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { APPLICATION_NOT_FOUND } from '../core/applications/applications.failures.js';
import { passwordFailures } from '../core/identities/password-failures.js';
import { sends } from '../http/answer-headers.js';
import { Fails } from '../http/fails.decorator.js';
import { CreateSessionDto } from './dto/create-session.dto.js';
import { RefreshSessionDto } from './dto/refresh-session.dto.js';
import { SessionCreatedDto } from './dto/session-created.dto.js';
import { SignUpDto } from './dto/sign-up.dto.js';
import { SessionRenewal } from './session-renewal.js';
import { SessionTokens } from './session-tokens.js';
import { type SignedIn, SignInService } from './sign-in.service.js';
import { SignUpService } from './sign-up.service.js';

const TOO_MANY = {
  status: 429,
  code: 'throttling.too_many_attempts',
  when: 'There were too many attempts from here or for this name.',
} as const;
const BUSY = {
  status: 503,
  code: 'busy',
  when: 'More passwords are being checked than there is capacity for.',
} as const;
const SIGN_IN_EXAMPLES = {
  person: {
    summary: 'By password',
    value: { identifier: 'ada@example.com', password: 'correct horse battery' },
  },
};
const SIGN_UP_EXAMPLES = {
  person: {
    summary: 'Someone new',
    value: { email: 'ada@example.com', password: 'correct horse battery', displayName: 'Ada Lovelace' },
  },
};

@ApiTags('Sign-in')
@Controller('v1')
export class SignInController {
  constructor(
    private readonly signIn: SignInService,
    private readonly signUps: SignUpService,
    private readonly renewal: SessionRenewal,
    private readonly tokens: SessionTokens,
  ) {}

  @Post('sign-up')
  @Public()
  @ApiOperation({
    operationId: 'signUp',
    summary: 'Sign up',
    description: 'Makes an account and signs it in.',
  })
  @ApiBody({ type: SignUpDto, examples: SIGN_UP_EXAMPLES })
  @ApiCreatedResponse({ type: SessionCreatedDto, headers: sends('Location') })
  @Fails(
    ...passwordFailures('password'),
    { status: 403, code: 'sign_up.closed', when: 'Only administrators create accounts here.' },
    { status: 409, code: 'users.email_taken', when: 'The e-mail address belongs to another account.' },
    { status: 409, code: 'users.username_taken', when: 'The user name belongs to another account.' },
    APPLICATION_NOT_FOUND,
    TOO_MANY,
    BUSY,
  )
  async signUp(
    @Body() body: SignUpDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.created(await this.signUps.signUp(body), reply);
  }

  @Post('sessions')
  @Public()
  @ApiOperation({
    operationId: 'createSession',
    summary: 'Sign in with a password',
    description: 'For an application, and with a profile, when the request says so.',
  })
  @ApiBody({ type: CreateSessionDto, examples: SIGN_IN_EXAMPLES })
  @ApiCreatedResponse({ type: SessionCreatedDto, headers: sends('Location') })
  @Fails(
    {
      status: 401,
      code: 'sessions.credentials_refused',
      when: 'The name or the password is wrong, or they may not sign in.',
    },
    { status: 400, code: 'profiles.selector_malformed', when: '`profileSelector` cannot be read.' },
    APPLICATION_NOT_FOUND,
    { status: 404, code: 'profiles.not_found', when: 'They have no such profile.' },
    TOO_MANY,
    BUSY,
  )
  async create(
    @Body() { identifier, password, ...wish }: CreateSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.created(await this.signIn.withPassword(identifier, password, wish), reply);
  }

  @Post('sessions/refresh')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'refreshSession',
    summary: 'Exchange a refresh token for new tokens',
    description: 'Each is good once; within ten seconds a repeat gets the same successor.',
  })
  @ApiOkResponse({ type: SessionCreatedDto })
  @Fails({
    status: 401,
    code: 'sessions.refresh_token_refused',
    when: 'The token was used before, has expired or its session is over.',
  })
  async refresh(@Body() { refreshToken }: RefreshSessionDto): Promise<SessionCreatedDto> {
    const renewed = await this.renewal.renew(refreshToken);
    return SessionCreatedDto.of(renewed, await this.tokens.issue(renewed));
  }

  private async created(signedIn: SignedIn, reply: FastifyReply): Promise<SessionCreatedDto> {
    reply.header('location', `/v1/sessions/${signedIn.session.id}`);
    return SessionCreatedDto.of(signedIn, await this.tokens.issue(signedIn));
  }
}
