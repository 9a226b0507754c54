import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-strategy';
import { basicCredentials } from '../authorization-header.js';
import { PasswordPrincipals } from '../password-principals.js';

const UNAUTHORIZED = 401;

/** `Authorization: Basic` with user name or e-mail address and password (RFC 7617) -> the account. */
@Injectable()
export class BasicStrategy extends Strategy {
  readonly name = 'basic';

  constructor(private readonly principals: PasswordPrincipals) {
    super();
  }

  override authenticate(request: unknown): void {
    const credentials = basicCredentials(request as FastifyRequest);
    if (credentials === null) {
      this.pass();
      return;
    }
    this.principals.prove(credentials.user, credentials.password).then(
      (principal) => (principal === null ? this.fail(UNAUTHORIZED) : this.success(principal)),
      (error: unknown) => this.error(error as Error),
    );
  }
}
