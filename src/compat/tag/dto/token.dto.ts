import { OneOf, Secret, Text, Whole } from '../../../common/dto-fields.js';

const optional = { optional: true } as const;

/** The request of a token, for the API document; what comes is read by the rules of OAuth2. */
export class TagTokenRequestDto {
  @OneOf({
    description: 'How the token is asked for.',
    values: ['client_credentials', 'password', 'refresh_token'],
    example: 'password',
  })
  grant_type: string;

  @Text({
    description: 'The client, unless sent by Basic.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
    max: 255,
    ...optional,
  })
  client_id?: string;

  @Secret({ description: 'Its secret, unless sent by Basic.', example: 'lkc_…', max: 1024, ...optional })
  client_secret?: string;

  @Text({
    description: 'E-mail address, for `password`.',
    example: 'giovanni@example.com',
    max: 255,
    ...optional,
  })
  username?: string;

  @Secret({
    description: 'Password, for `password`.',
    example: 'correct horse battery',
    max: 1024,
    ...optional,
  })
  password?: string;

  @Secret({ description: 'For `refresh_token`.', example: 'lkr_…', max: 255, ...optional })
  refresh_token?: string;
}

export class TagTokenDto {
  @Text({ description: 'The access token.', example: 'lko_…', max: 128 })
  access_token: string;

  @Whole({ description: 'Seconds that it is good for.', min: 1, max: 3600, example: 3600 })
  expires_in: number;

  @OneOf({ description: 'How it is sent.', values: ['bearer'], example: 'bearer' })
  token_type: 'bearer';

  @Text({ description: 'Always null.', max: 1, nullable: true, example: null })
  scope: null;

  @Text({
    description: 'Good once and for 14 days; not for `client_credentials`.',
    example: 'lkr_…',
    max: 255,
    ...optional,
  })
  refresh_token?: string;
}
