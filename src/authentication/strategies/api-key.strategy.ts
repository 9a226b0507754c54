import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-strategy';
import { ApiKeyPrincipals } from '../api-key-principals.js';
import { bearerToken } from '../authorization-header.js';

const UNAUTHORIZED = 401;

/** `Authorization: Bearer lk_…` or `X-Api-Key: lk_…` -> the owner, with what the key may do. */
@Injectable()
export class ApiKeyStrategy extends Strategy {
  readonly name = 'api-key';

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

/** One key only: with an `Authorization` header beside it `X-Api-Key` does not count. */
function presentedKey(request: FastifyRequest): string | null {
  const { authorization, 'x-api-key': header } = request.headers;
  if (authorization !== undefined) {
    return bearerToken(request);
  }
  return typeof header === 'string' ? header : null;
}
