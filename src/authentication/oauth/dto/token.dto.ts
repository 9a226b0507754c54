import { OneOf, Text, Whole } from '../../../common/dto-fields.js';
import type { GrantedTokens } from '../token.service.js';

/** An answer of the token endpoint (RFC 6749 5.1). */
export class TokenDto {
  @Text({ description: 'JWT (RFC 9068).', example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…', max: 8192 })
  access_token: string;

  @OneOf({ description: 'Always `Bearer`.', values: ['Bearer'], example: 'Bearer' })
  token_type: 'Bearer';

  @Whole({ description: 'Seconds the access token is good for.', min: 1, max: 900, example: 900 })
  expires_in: number;

  @Text({
    description: 'Good once; not for `client_credentials`.',
    example: 'lkr_…',
    max: 255,
    optional: true,
  })
  refresh_token?: string;

  static of(tokens: GrantedTokens): TokenDto {
    return {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      expires_in: tokens.expiresIn,
      ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
    };
  }
}
