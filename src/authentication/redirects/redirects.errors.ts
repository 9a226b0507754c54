import { DomainError, InvalidRequestError } from '../../common/errors.js';

/** Not ours, too old, used before, or started in another browser: one answer, and nobody is sent anywhere. */
export class FlowRefusedError extends InvalidRequestError {
  constructor() {
    const message = 'is unknown, was used before, has expired or belongs to another browser';
    const code = 'sessions.state_refused';
    super([{ field: 'state', code, message }], 'This sign-in cannot go on. Begin again.', code);
  }
}

/** Whoever could name any address could send people, and their codes, anywhere. */
export class ReturnUrlRefusedError extends InvalidRequestError {
  constructor() {
    const message = 'is neither at our own origin nor in RETURN_URLS';
    const code = 'sessions.return_url_refused';
    super([{ field: 'returnTo', code, message }], 'Nobody is sent back to this address.', code);
  }
}

/** There is a client, but no secret of it: tokens are taken, but nobody can be sent to the provider. */
export class RedirectOffError extends DomainError {
  constructor(provider: string) {
    const message = 'Nobody can be sent to this provider: it is not set up, or its secret is not set.';
    super('rejected', 'sessions.redirect_off', message, { details: { provider } });
  }
}

/** The person, or the provider, broke the sign-in off. */
export class ProviderDeniedError extends DomainError {
  constructor() {
    super('forbidden', 'sessions.provider_denied', 'The sign-in was broken off at the provider.');
  }
}

/** The one-time code is malformed, unknown, expired or was used before. */
export class CodeRefusedError extends DomainError {
  constructor() {
    super('unauthenticated', 'sessions.code_refused', 'The code is no longer good. Sign in again.', {
      details: { presented: false },
    });
  }
}
