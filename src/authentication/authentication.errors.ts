import { DomainError, InvalidRequestError } from '../common/errors.js';

export class SignUpClosedError extends DomainError {
  constructor() {
    super('forbidden', 'sign_up.closed', 'Accounts are created by administrators here.');
  }
}

/** An opaque access token that was good until its time was up. */
export class TokenExpiredError extends DomainError {
  constructor() {
    super('unauthenticated', 'authentication.token_expired', 'The access token has expired.', {
      details: { presented: true },
    });
  }
}

/** An API key that is to be exchanged is none, wrong, expired, revoked, or of an account that may not sign in. */
export class ApiKeyNotGoodError extends DomainError {
  constructor() {
    super('unauthenticated', 'authentication.api_key_not_good', 'The API key is not good.');
  }
}

export class CurrentPasswordNeededError extends InvalidRequestError {
  constructor() {
    super([
      {
        field: 'currentPassword',
        code: 'users.current_password_needed',
        message: 'is needed to change the own password',
      },
    ]);
  }
}
