import { Injectable } from '@nestjs/common';
import { Strategy } from 'passport-strategy';
import { ClientContext } from '../../http/client-context.js';
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

  override authenticate(request: never): void {
    const credentials = basicCredentials(request);
    if (credentials === null) {
      this.pass();
      return;
    }
    this.principals.prove(credentials.user, credentials.password, new ClientContext(request)).then(
      (principal) => (principal === null ? this.fail(UNAUTHORIZED) : this.success(principal)),
      (error: unknown) => this.error(error as Error),
    );
  }
}
