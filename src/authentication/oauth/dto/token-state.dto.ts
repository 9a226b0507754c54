import { Flag, Id, OneOf, Secret, Text, TextList, Whole } from '../../../common/dto-fields.js';
import { SELF_PERMISSIONS } from '../../../authorization/permissions.js';
import type { VerifiedAccessToken } from '../../access-tokens.js';
import type { Introspection } from '../introspection.service.js';

const MS_PER_SECOND = 1_000;

/** A request to revoke or introspect a token (RFC 7009 2.1, RFC 7662 2.1); parameters not named here are ignored. */
export class TokenStateRequestDto {
  @Secret({ description: 'Access or refresh token.', example: 'lkr_…', max: 8192 })
  token: string;

  @OneOf({
    description: 'What kind of token it is; not needed.',
    values: ['access_token', 'refresh_token'],
    example: 'refresh_token',
    optional: true,
  })
  token_type_hint?: string;
}

/** What a token stands for now (RFC 7662 2.2). Of a token that is no longer good only `active` is there. */
export class IntrospectionDto {
  @Flag({ description: 'Whether the token is good at this moment.', example: true })
  active: boolean;

  @OneOf({ description: 'Kind of token.', values: ['access', 'refresh'], example: 'access', optional: true })
  token_use?: 'access' | 'refresh';

  @OneOf({ description: 'For access tokens.', values: ['Bearer'], example: 'Bearer', optional: true })
  token_type?: 'Bearer';

  @Id({
    description: 'Whose it is: an account, or a client that asked for itself.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
    optional: true,
  })
  sub?: string;

  @Id({
    description: 'Session it belongs to; tokens made with an API key, or by a client for itself, have none.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a78',
    optional: true,
  })
  sid?: string;

  @Text({
    description: 'OAuth client it was issued to, or prefix of the API key it was made with.',
    example: 'k3v9x0q2m7ab',
    max: 64,
    optional: true,
  })
  client_id?: string;

  @Text({
    description: 'User name, or e-mail address of those without one.',
    example: 'ada',
    max: 254,
    optional: true,
  })
  username?: string;

  @Text({ description: 'Issuer.', example: 'https://accounts.example.com', max: 2048, optional: true })
  iss?: string;

  @Text({ description: 'Audience.', example: 'https://accounts.example.com', max: 2048, optional: true })
  aud?: string;

  @Whole({
    description: 'When it expires, in seconds since 1970.',
    min: 0,
    max: 2 ** 53,
    example: 1769860800,
    optional: true,
  })
  exp?: number;

  @Whole({
    description: 'When it was issued, in seconds since 1970.',
    min: 0,
    max: 2 ** 53,
    example: 1769859900,
    optional: true,
  })
  iat?: number;

  @Text({
    description: 'Id of the token.',
    example: '5f0a8c0e-6d0f-4a52-9a86-0c6a3bb4a7ad',
    max: 64,
    optional: true,
  })
  jti?: string;

  @Text({
    description: 'Permissions now, with blanks between them.',
    example: 'read:users',
    min: 0,
    max: 65536,
    optional: true,
  })
  scope?: string;

  @TextList({ description: 'Names of the roles now.', example: ['user'], max: 100, optional: true })
  roles?: string[];

  static of(found: Introspection): IntrospectionDto {
    switch (found.kind) {
      case 'inactive':
        return { active: false };
      case 'refresh':
        return {
          active: true,
          token_use: 'refresh',
          sub: found.userId,
          sid: found.sessionId,
          ...(found.clientId === null ? {} : { client_id: found.clientId }),
          exp: Math.floor(found.expiresAt.getTime() / MS_PER_SECOND),
        };
      case 'access':
        return ofAccessToken(found);
      case 'client':
        return { ...ofClaims(found.claims), client_id: found.client.id, scope: '' };
    }
  }
}

function ofAccessToken({ claims, principal }: Extract<Introspection, { kind: 'access' }>): IntrospectionDto {
  const { account, permissions } = principal;
  const self: readonly string[] = SELF_PERMISSIONS;
  return {
    ...ofClaims(claims),
    ...('sid' in claims ? { sid: claims.sid } : {}),
    ...(claims.client_id === undefined ? {} : { client_id: claims.client_id }),
    username: account.username ?? account.email ?? undefined,
    scope: [...permissions]
      .filter((permission) => !self.includes(permission))
      .sort()
      .join(' '),
    roles: account.roles.map((role) => role.name),
  };
}

function ofClaims({ sub, iss, aud, exp, iat, jti }: VerifiedAccessToken): IntrospectionDto {
  return { active: true, token_use: 'access', token_type: 'Bearer', sub, iss, aud, exp, iat, jti };
}
