import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class GrantNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'grants.not_found', 'The account does not have this grant.');
  }
}

export class GrantExistsError extends DomainError {
  constructor() {
    super('conflict', 'grants.exists', 'The account has this grant already.');
  }
}

/** `*` reaches resources that do not exist yet, so only those who may do everything anyway give it. */
export class WildcardNeedsAdministratorError extends DomainError {
  constructor() {
    super('forbidden', 'grants.wildcard_needs_administrator', 'Only administrators grant the wildcard *.');
  }
}

export class RepeatedGrantError extends InvalidRequestError {
  constructor(field: string) {
    super([{ field, code: 'repeated', message: 'is there twice' }]);
  }
}

export class TooManyGrantsError extends DomainError {
  constructor(max: number) {
    super('rejected', 'grants.too_many', `An account has at most ${max} grants.`);
  }
}
