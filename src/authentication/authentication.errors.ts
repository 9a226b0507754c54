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
