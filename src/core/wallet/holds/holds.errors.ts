import { DomainError } from '../../../common/errors.js';

export class HoldNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'wallet.hold_not_found', 'There is no such hold.');
  }
}

/** A hold is captured, voided or left to expire, once. */
export class HoldNotOpenError extends DomainError {
  constructor(status: string) {
    super('conflict', 'wallet.hold_not_open', `The hold is ${status} already.`, {
      details: { holdStatus: status },
    });
  }
}

export class CaptureTooLargeError extends DomainError {
  constructor() {
    super('rejected', 'wallet.capture_too_large', 'More would be captured than is held.');
  }
}
