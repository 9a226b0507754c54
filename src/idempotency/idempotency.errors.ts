import { DomainError, InvalidRequestError } from '../common/errors.js';

export class IdempotencyKeyMalformedError extends InvalidRequestError {
  constructor() {
    super([
      {
        field: 'Idempotency-Key',
        code: 'idempotency.key_malformed',
        message: 'has 1 to 255 visible ASCII characters',
      },
    ]);
  }
}

/** The key was used for another request. */
export class IdempotencyMismatchError extends DomainError {
  constructor() {
    super(
      'rejected',
      'idempotency.mismatch',
      'This Idempotency-Key was used with another body. Use a new one.',
    );
  }
}

/** The first request with this key has not been answered yet. */
export class IdempotencyInProgressError extends DomainError {
  constructor() {
    super(
      'conflict',
      'idempotency.in_progress',
      'The first request with this Idempotency-Key is still running.',
      {
        retryAfterSeconds: 1,
      },
    );
  }
}
