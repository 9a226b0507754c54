import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class SecretNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'secrets.not_found', 'There is no such secret.');
  }
}

/** Somebody wants to store what they have stored before, not to replace it. */
export class SecretExistsError extends DomainError {
  constructor() {
    super('conflict', 'secrets.exists', 'There is a secret of this type and id already.');
  }
}

/** An account has a bounded number of secrets. */
export class TooManySecretsError extends DomainError {
  constructor(limit: number) {
    super('conflict', 'secrets.too_many', `An account has at most ${limit} secrets. Delete one first.`);
  }
}

/** A type or id of the path that no secret can have. */
export class BadSecretNameError extends InvalidRequestError {
  constructor(field: 'type' | 'id', rule: string) {
    super([{ field, code: 'wrong_format', message: rule }]);
  }
}
