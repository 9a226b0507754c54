import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class UnknownRoleError extends InvalidRequestError {
  constructor(field: string, roleId: string) {
    super(
      [{ field, code: 'roles.unknown', message: `there is no role ${roleId}` }],
      'A role does not exist.',
      'roles.unknown',
    );
  }
}

export class RoleNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'roles.not_found', 'There is no such role.');
  }
}

/** The role exists perhaps, but not on this account. */
export class RoleNotHeldError extends DomainError {
  constructor() {
    super('not_found', 'roles.not_held', 'The account does not have this role.');
  }
}

export class RoleNameTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'roles.name_taken', 'A role with this name exists already.', { cause });
  }
}

export class RoleChangedError extends DomainError {
  constructor() {
    super(
      'stale',
      'roles.changed_meanwhile',
      'The role was changed since it was read. Read it again and repeat.',
    );
  }
}

/** `admin` and `user` keep their names and permissions, and stay. */
export class RoleBuiltInError extends DomainError {
  constructor() {
    super(
      'conflict',
      'roles.built_in',
      'The role is built in: only its description can be changed, and it cannot be deleted.',
    );
  }
}

/** Deleting a role that people hold would take permissions from all of them at a stroke. */
export class RoleInUseError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'roles.in_use', 'Accounts hold this role. Take it from them first.', { cause });
  }
}

export class TooManyRolesError extends DomainError {
  constructor(max: number) {
    super('rejected', 'roles.too_many', `An account holds at most ${max} roles.`);
  }
}

/** At least one active account must hold role `admin`. */
export class LastAdministratorError extends DomainError {
  constructor() {
    super(
      'conflict',
      'roles.last_administrator',
      'This is the last administrator. Make somebody else one first.',
    );
  }
}
