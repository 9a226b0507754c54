import { Flag, Text } from '../../common/dto-fields.js';

/** What every sign-in by a provider may say besides its proof. */
export class ProviderSessionDto {
  @Text({
    description:
      'What the session is for: the id or name of an application. Its own clients of the provider count too.',
    example: 'shop',
    max: 64,
    optional: true,
  })
  applicationId?: string;

  @Text({
    description:
      'What the ID token must be bound to, as it stands or as its SHA-256 in hexadecimal digits. The token is good once then.',
    example: 'n-0S6_WzA2Mj',
    max: 255,
    optional: true,
  })
  nonce?: string;

  @Flag({
    description: 'Link the identity to the caller, who signed in within the last five minutes, instead.',
    example: false,
    optional: true,
  })
  link?: boolean;
}

/** By an ID token. */
export class IdTokenSessionDto extends ProviderSessionDto {
  @Text({
    description: 'ID token of the provider, a JWT for one of our clients.',
    example: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ…',
    max: 16_384,
  })
  identityToken: string;
}

/** By an ID token, or by an authorization code for one. */
export class IdTokenOrCodeSessionDto extends ProviderSessionDto {
  @Text({
    description: 'ID token of the provider, a JWT for one of our clients.',
    example: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ…',
    max: 16_384,
    optional: true,
  })
  identityToken?: string;

  @Text({
    description: 'In place of the token: an authorization code of the provider.',
    example: '4/0AX4XfWh…',
    max: 4_096,
    optional: true,
  })
  code?: string;

  @Text({
    description: 'What the code was made for: at our own origin or below one of `RETURN_URLS`; with `code`.',
    example: 'https://app.example.com/signed-in',
    max: 2_048,
    optional: true,
  })
  redirectUri?: string;

  @Text({
    description: 'What the challenge of the code was made of (RFC 7636), when it has one.',
    example: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    min: 43,
    max: 128,
    optional: true,
  })
  codeVerifier?: string;
}

/** By an access token, or by an ID token of Limited Login. */
export class FacebookSessionDto extends ProviderSessionDto {
  @Text({
    description: 'Access token of one of our apps.',
    example: 'EAAJZA…',
    max: 4_096,
    optional: true,
  })
  accessToken?: string;

  @Text({
    description: 'In place of it: the ID token of Limited Login.',
    example: 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ…',
    max: 16_384,
    optional: true,
  })
  identityToken?: string;
}
