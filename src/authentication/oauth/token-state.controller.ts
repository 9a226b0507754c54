import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public, SignedIn } from '../../authorization/access.decorators.js';
import { OnlyReads } from '../../authorization/api-key-access.js';
import { Caller } from '../../authorization/caller.decorator.js';
import type { Principal } from '../../authorization/principal.js';
import { Fails } from '../../http/fails.decorator.js';
import { IntrospectionDto, TokenStateRequestDto } from './dto/token-state.dto.js';
import { IntrospectionService } from './introspection.service.js';
import type { OAuthRequest } from './oauth-parameters.js';
import { presentedClient } from './presented-client.js';
import { RevocationService } from './revocation.service.js';

const EXAMPLES = {
  refresh: { summary: 'A refresh token', value: { token: 'lkr_…', token_type_hint: 'refresh_token' } },
  access: { summary: 'An access token', value: { token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…' } },
};

@ApiTags('OAuth 2.0')
@Controller('oauth')
export class TokenStateController {
  constructor(
    private readonly revocation: RevocationService,
    private readonly introspection: IntrospectionService,
  ) {}

  @Post('revoke')
  @Public()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'revokeToken',
    summary: 'Revoke a token (RFC 7009)',
    description: 'Ends the session that the token belongs to. A token that is not good any more is no error.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenStateRequestDto, examples: EXAMPLES })
  @ApiOkResponse({ description: 'The token is not good, or not any more. The answer has no body.' })
  @Fails(
    {
      status: 401,
      code: 'oauth.invalid_client',
      when: 'A client is named, and it is not known here or its secret is wrong.',
    },
    {
      status: 400,
      code: 'oauth.invalid_grant',
      when: 'The token was issued to somebody else than the client.',
    },
    {
      status: 400,
      code: 'oauth.unsupported_token_type',
      when: 'The token was made with an API key, or by a client for itself; revoke the key or delete the client.',
    },
  )
  async revoke(@Req() http: FastifyRequest, @Body() body: object | undefined): Promise<void> {
    const request = (body ?? {}) as OAuthRequest;
    await this.revocation.revoke(request, presentedClient(http, request));
  }

  @Post('introspect')
  @SignedIn()
  @OnlyReads()
  @HttpCode(200)
  @ApiOperation({
    operationId: 'introspectToken',
    summary: 'Ask what a token stands for (RFC 7662)',
    description:
      'With an access token of the same person, or of somebody with `read:sessions`. What the caller may not know of is answered like a token that is not good.',
  })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @ApiBody({ type: TokenStateRequestDto, examples: EXAMPLES })
  @ApiOkResponse({ type: IntrospectionDto })
  async introspect(@Caller() caller: Principal, @Body() body: object | undefined): Promise<IntrospectionDto> {
    return IntrospectionDto.of(await this.introspection.introspect(caller, (body ?? {}) as OAuthRequest));
  }
}
