import { DomainError } from '../common/errors.js';

/** Too many attempts from here or for this name; says when the next one may be made, not why. */
export class TooManyAttemptsError extends DomainError {
  constructor(retryAfterSeconds: number) {
    super('rate_limited', 'throttling.too_many_attempts', 'Too many attempts. Wait before you try again.', {
      retryAfterSeconds,
    });
  }
}
