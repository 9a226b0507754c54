import { DomainError, InvalidRequestError } from '../../../common/errors.js';

export class CouponNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'coupons.not_found', 'There is no such coupon.');
  }
}

/** Unknown, foreign, expired and not yet valid codes look alike. */
export class CodeNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'coupons.code_not_found', 'There is no such code.');
  }
}

export class CodeTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'coupons.code_taken', 'There is a coupon with this code already.', { cause });
  }
}

export class CodeUsedUpError extends DomainError {
  constructor() {
    super('conflict', 'coupons.used_up', 'This code has been used up.');
  }
}

export class CodeUsedBeforeError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'coupons.used_before', 'You have used this code before.', { cause });
  }
}

export class CouponChangedError extends DomainError {
  constructor() {
    super('stale', 'coupons.changed_meanwhile', 'The coupon was changed since it was read. Read it again.');
  }
}

export class CouponMembersError extends InvalidRequestError {
  constructor(field: string, message: string) {
    super([{ field, code: 'invalid', message }]);
  }
}
