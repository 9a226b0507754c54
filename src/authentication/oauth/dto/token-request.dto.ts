import { OneOf, Secret, Text } from '../../../common/dto-fields.js';

export const GRANT_TYPES = ['password', 'refresh_token', 'client_credentials'] as const;

/** A request to the token endpoint (RFC 6749 4.3.2, 4.4.2 and 6); parameters not named here are ignored. */
export class TokenRequestDto {
  @OneOf({ description: 'Grant.', values: GRANT_TYPES, example: 'password' })
  grant_type: string;

  @Text({
    description: 'User name or e-mail address; for `password`.',
    example: 'ada@example.com',
    max: 254,
    optional: true,
  })
  username?: string;

  @Secret({
    description: 'Password; for `password`.',
    example: 'correct horse battery',
    max: 1024,
    optional: true,
  })
  password?: string;

  @Secret({ description: 'Refresh token; for `refresh_token`.', example: 'lkr_…', max: 1024, optional: true })
  refresh_token?: string;

  @Text({
    description:
      'An OAuth client, or for `client_credentials` the prefix of an API key, unless sent by Basic.',
    example: 'k3v9x0q2m7ab',
    max: 255,
    optional: true,
  })
  client_id?: string;

  @Secret({
    description: 'The secret of the client, or the API key, unless sent by Basic.',
    example: 'lk_k3v9x0q2m7ab_…',
    max: 1024,
    optional: true,
  })
  client_secret?: string;

  @Text({
    description: 'Not used: a token carries what its owner may do.',
    example: '',
    min: 0,
    max: 1024,
    optional: true,
  })
  scope?: string;
}
