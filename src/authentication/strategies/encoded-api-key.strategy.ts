import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-strategy';
import { keyOfParts, prefixOf } from '../../core/api-keys/api-key.token.js';
import { ApiKeyPrincipals } from '../api-key-principals.js';

const UNAUTHORIZED = 401;
const HEADER = /^(?:ApiKey|Bearer) +([A-Za-z0-9+/_-]+={0,2}) *$/i;
const MAX_HEADER_LENGTH = 8_192;

/**
 * `Authorization: ApiKey` or `Bearer` with base64 of `id:secret`, or with the key as it is -> the owner, with what the
 * key may do. The id of one of our keys is its prefix, the secret the rest of it.
 */
@Injectable()
export class EncodedApiKeyStrategy extends Strategy {
  readonly name = 'encoded-api-key';

  constructor(private readonly principals: ApiKeyPrincipals) {
    super();
  }

  override authenticate(request: unknown): void {
    const key = presentedKey(request as FastifyRequest);
    if (key === null) {
      this.pass();
      return;
    }
    this.principals.prove(key).then(
      (proven) => (proven === null ? this.fail(UNAUTHORIZED) : this.success(proven.principal)),
      (error: unknown) => this.error(error as Error),
    );
  }
}

function presentedKey({ headers: { authorization = '' } }: FastifyRequest): string | null {
  const value = authorization.length > MAX_HEADER_LENGTH ? undefined : HEADER.exec(authorization)?.[1];
  if (value === undefined || prefixOf(value) !== null) {
    return value ?? null;
  }
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? null : keyOfParts(pair.slice(0, colon), pair.slice(colon + 1));
}
