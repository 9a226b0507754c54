import { DomainError } from '../../common/errors.js';

/** What this changes needs somebody who proved themselves a moment ago. */
export class SignInTooOldError extends DomainError {
  constructor(maxAgeSeconds: number) {
    super(
      'forbidden',
      'authentication.sign_in_too_old',
      `This needs a sign-in of the last ${maxAgeSeconds / 60} minutes. Sign in again and repeat.`,
      { details: { maxAgeSeconds } },
    );
  }
}

/** Administrators set an address directly; only owners ask for a link. */
export class NotOwnAddressError extends DomainError {
  constructor() {
    super(
      'forbidden',
      'users.not_own_address',
      "Only one's own address is changed by a link. Set somebody else's with PATCH /v1/users/{userId}.",
    );
  }
}
