import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class UserNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'users.not_found', 'There is no such user.');
  }
}

export class EmailTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'users.email_taken', 'An account with this e-mail address exists already.', { cause });
  }
}

export class UsernameTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'users.username_taken', 'An account with this user name exists already.', { cause });
  }
}

export class UserChangedError extends DomainError {
  constructor() {
    super(
      'stale',
      'users.changed_meanwhile',
      'The account was changed since it was read. Read it again and repeat.',
    );
  }
}

export class BadEmailError extends InvalidRequestError {
  constructor(field = 'email') {
    super([{ field, code: 'users.email_malformed', message: 'is not an e-mail address' }]);
  }
}

export class BadUsernameError extends InvalidRequestError {
  constructor(field = 'username') {
    const rule =
      'has 1 to 64 characters without blanks or @, is not a reserved word and is not shaped like an id';
    super([{ field, code: 'users.username_malformed', message: rule }]);
  }
}

export class NameNeededError extends InvalidRequestError {
  constructor() {
    super([
      {
        field: 'email',
        code: 'users.name_needed',
        message: 'an account has an e-mail address, a user name or both',
      },
    ]);
  }
}

/** Members of the account that only an administrator sets. */
export class AdministratorsMemberError extends DomainError {
  constructor(field: string) {
    super(
      'forbidden',
      'authorization.permission_missing',
      `Changing ${field} needs the permission update:users.`,
      {
        details: { permission: 'update:users' },
      },
    );
  }
}
