import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ClientProof } from '../../authentication/oauth/client-proof.js';
import type { OAuthRequest } from '../../authentication/oauth/oauth-parameters.js';
import { OpaqueGrants } from '../../authentication/opaque-grants.service.js';
import { Public } from '../../authorization/access.decorators.js';
import { Fails } from '../../http/fails.decorator.js';
import { TagTokenDto, TagTokenRequestDto } from './dto/token.dto.js';
import {
  clientOf,
  grantOf,
  oauthErrorOf,
  passwordOf,
  refreshTokenOf,
  type TagGrant,
} from './tag-token.request.js';
import { TAG } from './tag.face.js';
import { tokenOf } from './tag.mapper.js';

const REFRESH_TOKEN_SECONDS = 1_209_600;
const invalid = (code: string, when: string) => ({ status: 400, code: `oauth.${code}`, when }) as const;

@ApiTags('OAuth2')
@Controller('oauth/v2')
export class TagTokenController {
  constructor(
    private readonly grants: OpaqueGrants,
    private readonly clientProof: ClientProof,
  ) {}

  @Post('token')
  @Public()
  @HttpCode(200)
  @Header('Pragma', 'no-cache')
  @ApiOperation({
    operationId: 'createToken',
    summary: 'Get an access token',
    description: 'The client proves itself in the body or by Basic. A refresh token is good once.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: TagTokenRequestDto })
  @ApiOkResponse({ type: TagTokenDto })
  @Fails(
    invalid('invalid_request', 'A parameter is missing or not known.'),
    invalid('invalid_client', 'The client is missing, unknown, or its secret is wrong.'),
    invalid('unauthorized_client', 'The client may not use this grant.'),
    invalid('invalid_grant', 'The name or the password is wrong, or the refresh token is no longer good.'),
    { status: 429, code: 'throttling.too_many_attempts', when: 'There were too many attempts.' },
    { status: 503, code: 'busy', when: 'More passwords are being checked than there is capacity for.' },
  )
  async create(@Req() http: FastifyRequest, @Body() body: object | undefined): Promise<TagTokenDto> {
    const request = (body ?? {}) as OAuthRequest;
    const grant = grantOf(request);
    const client = await clientOf(this.clientProof, http, request, grant);
    const asker = { client, audience: TAG, refreshSeconds: REFRESH_TOKEN_SECONDS };
    try {
      return tokenOf(await this.grant(grant, request, asker));
    } catch (error) {
      throw oauthErrorOf(error);
    }
  }

  private grant(grant: TagGrant, request: OAuthRequest, asker: Parameters<OpaqueGrants['forClient']>[0]) {
    switch (grant) {
      case 'client_credentials':
        return this.grants.forClient(asker);
      case 'password': {
        const { username, password } = passwordOf(request);
        return this.grants.forPassword(username, password, asker);
      }
      case 'refresh_token':
        return this.grants.forRefreshToken(refreshTokenOf(request), asker);
    }
  }
}
