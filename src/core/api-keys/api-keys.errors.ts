import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class ApiKeyNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'api_keys.not_found', 'There is no such API key.');
  }
}

/** An account has a bounded number of keys. */
export class TooManyApiKeysError extends DomainError {
  constructor(limit: number) {
    super('conflict', 'api_keys.too_many', `An account has at most ${limit} API keys. Revoke one first.`);
  }
}

export class ApiKeyExpiredError extends DomainError {
  constructor() {
    super('conflict', 'api_keys.expired', 'The API key has expired. Create a new one.');
  }
}

export class ExpiryNotInFutureError extends InvalidRequestError {
  constructor() {
    super([{ field: 'expiresAt', code: 'out_of_range', message: 'is in the future' }]);
  }
}

/** A key may do nothing that its owner may not. */
export class BeyondOwnerError extends DomainError {
  constructor(missing: readonly string[]) {
    super(
      'forbidden',
      'api_keys.beyond_owner',
      `The key would reach beyond the permissions of its owner, who lacks ${missing.slice(0, 10).join(', ')}.`,
      { details: { missing } },
    );
  }
}
