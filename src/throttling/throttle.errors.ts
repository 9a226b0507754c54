import { DomainError, type RateLimit } from '../common/errors.js';

/** Too many attempts from here or for this name; says when the next one may be made, not why. */
export class TooManyAttemptsError extends DomainError {
  /** @param ruleKey the counter that refused; for the log, never shown */
  constructor(
    retryAfterSeconds: number,
    rateLimit: RateLimit,
    readonly ruleKey: string,
  ) {
    super('rate_limited', 'throttling.too_many_attempts', 'Too many attempts. Wait before you try again.', {
      retryAfterSeconds,
      rateLimit,
    });
  }
}

/** The caller sends more requests than one caller may. */
export class TooManyRequestsError extends DomainError {
  constructor(retryAfterSeconds: number, rateLimit: RateLimit) {
    super('rate_limited', 'throttling.too_many_requests', 'Too many requests. Slow down.', {
      retryAfterSeconds,
      rateLimit,
    });
  }
}
