import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../authorization/access.decorators.js';
import { Caller } from '../authorization/caller.decorator.js';
import type { Principal } from '../authorization/principal.js';
import type { ProviderName } from '../core/applications/provider-settings.js';
import { sends } from '../http/answer-headers.js';
import { ClientContext } from '../http/client-context.js';
import { Fails } from '../http/fails.decorator.js';
import { WithoutRequestContext } from '../http/without-request-context.decorator.js';
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
  @WithoutRequestContext()
  @HttpCode(201)
  @ApiOperation({ operationId: 'createGoogleSession', summary: 'Sign in with Google, or link it' })
  @ApiBody({ type: IdTokenOrCodeSessionDto, examples: { idToken: ID_TOKEN, code: CODE } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken', 'code'))
  google(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenOrCodeSessionDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('google', caller, body, request, reply);
  }

  @Post('apple')
  @Public({ readsCaller: true })
  @WithoutRequestContext()
  @HttpCode(201)
  @ApiOperation({ operationId: 'createAppleSession', summary: 'Sign in with Apple, or link it' })
  @ApiBody({ type: IdTokenOrCodeSessionDto, examples: { idToken: ID_TOKEN, code: CODE } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken', 'code'))
  apple(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenOrCodeSessionDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('apple', caller, body, request, reply);
  }

  @Post('facebook')
  @Public({ readsCaller: true })
  @WithoutRequestContext()
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
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('facebook', caller, body, request, reply);
  }

  @Post('firebase')
  @Public({ readsCaller: true })
  @WithoutRequestContext()
  @HttpCode(201)
  @ApiOperation({ operationId: 'createFirebaseSession', summary: 'Sign in with Firebase, or link it' })
  @ApiBody({ type: IdTokenSessionDto, examples: { idToken: ID_TOKEN } })
  @ApiCreatedResponse(CREATED)
  @ApiOkResponse(LINKED)
  @Fails(...providerFailures('identityToken'))
  firebase(
    @Caller() caller: Principal | undefined,
    @Body() body: IdTokenSessionDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    return this.open('firebase', caller, body, request, reply);
  }

  private async open(
    provider: ProviderName,
    caller: Principal | undefined,
    { applicationId, link = false, ...proof }: ProviderSessionDto & ProviderProof,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SessionCreatedDto> {
    const asked = { provider, proof, application: applicationId };
    const signedIn = await this.sessions.signInOrLink(caller, link, asked, new ClientContext(request));
    reply.code(link ? 200 : 201).header('location', `/v1/sessions/${signedIn.session.id}`);
    return SessionCreatedDto.of(signedIn, await this.tokens.issue(signedIn));
  }
}
