import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../authorization/access.decorators.js';
import { Fails } from '../../http/fails.decorator.js';
import { TokenRequestDto } from './dto/token-request.dto.js';
import { TokenDto } from './dto/token.dto.js';
import type { OAuthRequest } from './oauth-parameters.js';
import { presentedClient } from './presented-client.js';
import { TokenService } from './token.service.js';

const EXAMPLES = {
  password: {
    summary: 'By password',
    value: { grant_type: 'password', username: 'ada@example.com', password: 'correct horse battery' },
  },
  refresh: {
    summary: 'By refresh token',
    value: { grant_type: 'refresh_token', refresh_token: 'lkr_…' },
  },
  apiKey: {
    summary: 'By API key',
    value: {
      grant_type: 'client_credentials',
      client_id: 'k3v9x0q2m7ab',
      client_secret: 'lk_k3v9x0q2m7ab_…',
    },
  },
  client: {
    summary: 'By an OAuth client, for itself',
    value: {
      grant_type: 'client_credentials',
      client_id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a7c',
      client_secret: 'lkc_…',
    },
  },
};
const CLIENT_REFUSED =
  'The client is not known here or its secret is wrong, or `client_credentials` came without one.';

@ApiTags('OAuth 2.0')
@Controller('oauth')
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @Post('token')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'createToken',
    summary: 'Get tokens (RFC 6749)',
    description:
      'The grants `password`, `refresh_token` and `client_credentials`. Clients prove themselves in the body or by Basic: OAuth clients of applications with what `POST /v1/applications/{idOrName}/clients` answered, API keys for `client_credentials` only, with their prefix and the key itself. What a client opens is for its application, and only it can refresh that. Parameters that are not known are ignored.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenRequestDto, examples: EXAMPLES })
  @ApiOkResponse({ type: TokenDto })
  @Fails(
    { status: 400, code: 'oauth.unsupported_grant_type', when: 'The grant is none of these.' },
    { status: 400, code: 'oauth.unauthorized_client', when: 'The client may not use this grant.' },
    { status: 401, code: 'oauth.invalid_client', when: CLIENT_REFUSED },
    {
      status: 400,
      code: 'oauth.invalid_grant',
      when: 'The name or the password is wrong, or the refresh token is no longer good.',
    },
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were too many attempts.' },
    {
      status: 503,
      code: 'busy',
      when: 'More passwords are being checked than there is capacity for.',
    },
  )
  async create(@Req() http: FastifyRequest, @Body() body: object | undefined): Promise<TokenDto> {
    const request = (body ?? {}) as OAuthRequest;
    return TokenDto.of(await this.tokens.grant(request, presentedClient(http, request)));
  }
}
