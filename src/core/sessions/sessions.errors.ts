import { DomainError } from '../../common/errors.js';

export class SessionNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'sessions.not_found', 'There is no such session.');
  }
}

/** Wrong name, wrong password, suspended, deleted, without a password: one answer for all. */
export class SignInRefusedError extends DomainError {
  constructor() {
    super('unauthenticated', 'sessions.credentials_refused', 'The name or the password is wrong.', {
      details: { presented: false },
    });
  }
}

/** The refresh token is malformed, expired, revoked or was used before. */
export class RefreshRefusedError extends DomainError {
  /** @param isExpired whether its time was up, and nothing else was wrong */
  constructor(readonly isExpired = false) {
    super(
      'unauthenticated',
      'sessions.refresh_token_refused',
      'The refresh token is no longer good. Sign in again.',
      {
        details: { presented: true },
      },
    );
  }
}
