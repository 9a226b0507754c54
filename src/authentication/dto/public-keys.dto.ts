import type { JWK } from 'jose';
import { NestedList, OneOf, Text } from '../../common/dto-fields.js';

/** A public key (RFC 7517) of the curve P-256. */
export class PublicKeyDto {
  @Text({
    description: 'The `kid` in the header of the tokens it signed.',
    example: 'a17c2f0eef66d56e',
    max: 64,
  })
  kid: string;

  @OneOf({ description: 'Key type.', values: ['EC'], example: 'EC' })
  kty: string;

  @OneOf({ description: 'Curve.', values: ['P-256'], example: 'P-256' })
  crv: string;

  @Text({ description: 'X coordinate.', example: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0', max: 43 })
  x: string;

  @Text({ description: 'Y coordinate.', example: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps', max: 43 })
  y: string;

  @OneOf({ description: 'Algorithm.', values: ['ES256'], example: 'ES256' })
  alg: string;

  @OneOf({ description: 'What it is for.', values: ['sig'], example: 'sig' })
  use: string;
}

/** The keys that access tokens are verified with (RFC 7517 5). */
export class PublicKeysDto {
  @NestedList(() => PublicKeyDto, { description: 'The keys in use, and those that were until lately.' })
  keys: PublicKeyDto[];

  /** Names each member, so that a private one could never leave. */
  static of(set: { keys: readonly JWK[] }): PublicKeysDto {
    const keys = set.keys.map(({ kid = '', kty = '', crv = '', x = '', y = '', alg = '', use = '' }) => ({
      kid,
      kty,
      crv,
      x,
      y,
      alg,
      use,
    }));
    return { keys };
  }
}
