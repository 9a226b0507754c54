import { DomainError, InvalidRequestError } from '../common/errors.js';
import type { RefusalAnswer } from './idempotency.service.js';

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

/** A movement of money is never made without a key. */
export class IdempotencyKeyMissingError extends InvalidRequestError {
  constructor() {
    super([
      {
        field: 'Idempotency-Key',
        code: 'idempotency.key_missing',
        message: 'is needed here: 1 to 255 visible ASCII characters, new for every movement',
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

/** A refusal that was the first answer to this key. */
export class ReplayedRefusalError extends DomainError {
  constructor({ kind, code, message, fields, details }: RefusalAnswer['error']) {
    super(kind, code, message, { fields, details });
  }
}
