import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../authorization/access.decorators.js';
import { AccessTokens } from './access-tokens.js';
import { PublicKeysDto } from './dto/public-keys.dto.js';

@ApiTags('OAuth 2.0')
@Controller('.well-known')
export class JwksController {
  constructor(private readonly accessTokens: AccessTokens) {}

  @Get('jwks.json')
  @Public()
  @Header('Cache-Control', 'public, max-age=300')
  @ApiOperation({
    operationId: 'readPublicKeys',
    summary: 'Public keys of access tokens (RFC 7517)',
    description: 'Other services verify access tokens with them. May be kept for five minutes.',
  })
  @ApiOkResponse({ type: PublicKeysDto })
  async publicKeys(): Promise<PublicKeysDto> {
    return PublicKeysDto.of(await this.accessTokens.publicKeys());
  }
}
