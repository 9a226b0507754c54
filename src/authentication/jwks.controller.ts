import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { JWK } from 'jose';
import { Public } from '../authorization/access.decorators.js';
import { AccessTokens } from './access-tokens.js';

@ApiTags('OAuth 2.0')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly accessTokens: AccessTokens) {}

  @Get('jwks.json')
  @Public()
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({ summary: 'Public keys of access tokens (RFC 7517)' })
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['keys'],
      properties: {
        keys: {
          type: 'array',
          items: { type: 'object', required: ['kty', 'kid'], additionalProperties: true },
        },
      },
    },
  })
  publicKeys(): Promise<{ keys: JWK[] }> {
    return this.accessTokens.publicKeys();
  }
}
