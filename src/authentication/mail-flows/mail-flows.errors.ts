import { DomainError } from '../../common/errors.js';

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
