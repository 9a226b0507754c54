import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { Caller } from '../authorization/caller.decorator.js';
import type { Principal } from '../authorization/principal.js';
import type { ProviderName } from '../core/applications/provider-settings.js';
import { sends } from '../http/answer-headers.js';
import { Fails } from '../http/fails.decorator.js';
import {
  FacebookSessionDto,
  IdTokenOrCodeSessionDto,
  IdTokenSessionDto,
  type ProviderSessionDto,
} from './dto/provider-session.dto.js';
import { SessionCreatedDto } from './dto/session-created.dto.js';
import { providerFailures } from './provider-failures.js';
import { ProviderSessionsService } from './provider-sessions.service.js';
import type { ProviderProof } from './providers/external-profile.js';
import { SessionTokens } from './session-tokens.js';

const CREATED = {
  type: SessionCreatedDto,
  description: 'Signed in; with a new account when the identity was not known.',
  headers: sends('Location'),
};
const LINKED = {
  type: SessionCreatedDto,
  description: 'Linked; the session is one by the provider.',
  headers: sends('Location'),
};
const ID_TOKEN = {
  summary: 'An ID token',
  value: { identityToken: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ…', nonce: 'n-0S6_WzA2Mj' },
};
const CODE = {
  summary: 'A code',
  value: { code: '4/0AX4XfWh…', redirectUri: 'https://app.example.com/signed-in' },
};
const ACCESS_TOKEN = { summary: 'An access token', value: { accessToken: 'EAAJZA…' } };

@ApiTags('Sign-in')
@Controller('v1/sessions')
export class ProviderSessionsController {
  constructor(
    private readonly sessions: ProviderSessionsService,
    private readonly tokens: SessionTokens,
  ) {}

  @Post('google')
  @Public({ readsCaller: true })
  @HttpCode(201)
  @ApiOperation({ operationId: 'createGoogleSession', summary: 'Sign in with Google, or link it' })
  @ApiBody({ type: IdTokenOrCodeSessionDto, examples: { idToken: ID_TOKEN, code: CODE } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken', 'code'))
  google(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenOrCodeSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('google', caller, body, reply);
  }

  @Post('apple')
  @Public({ readsCaller: true })
  @HttpCode(201)
  @ApiOperation({ operationId: 'createAppleSession', summary: 'Sign in with Apple, or link it' })
  @ApiBody({ type: IdTokenOrCodeSessionDto, examples: { idToken: ID_TOKEN, code: CODE } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken', 'code'))
  apple(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenOrCodeSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('apple', caller, body, reply);
  }

  @Post('facebook')
  @Public({ readsCaller: true })
  @HttpCode(201)
  @ApiOperation({
    operationId: 'createFacebookSession',
    summary: 'Sign in with Facebook, or link it',
    description: 'No address that Facebook tells counts as verified.',
  })
  @ApiBody({ type: FacebookSessionDto, examples: { accessToken: ACCESS_TOKEN, limitedLogin: ID_TOKEN } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('accessToken', 'identityToken'))
  facebook(
    @Caller() caller: Principal | undefined,
    @Body() body: FacebookSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('facebook', caller, body, reply);
  }

  @Post('firebase')
  @Public({ readsCaller: true })
  @HttpCode(201)
  @ApiOperation({ operationId: 'createFirebaseSession', summary: 'Sign in with Firebase, or link it' })
  @ApiBody({ type: IdTokenSessionDto, examples: { idToken: ID_TOKEN } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken'))
  firebase(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenSessionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('firebase', caller, body, reply);
  }

  private async open(
    provider: ProviderName,
    caller: Principal | undefined,
    { applicationId, link = false, ...proof }: ProviderSessionDto & ProviderProof,
    reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    const request = { provider, proof, application: applicationId };
    const signedIn = await this.sessions.signInOrLink(caller, link, request);
    reply.code(link ? 200 : 201).header('location', `/v1/sessions/${signedIn.session.id}`);
    return SessionCreatedDto.of(signedIn, await this.tokens.issue(signedIn));
  }
}
