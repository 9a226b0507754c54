import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class UnknownPermissionError extends InvalidRequestError {
  constructor(field: string, permission: string) {
    super(
      [{ field, code: 'permissions.unknown', message: `there is no permission ${permission} for roles` }],
      'A permission does not exist.',
      'permissions.unknown',
    );
  }
}

export class PermissionNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'permissions.not_found', 'There is no such permission.');
  }
}

export class PermissionTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'permissions.taken', 'This permission exists already.', { cause });
  }
}

export class PermissionBuiltInError extends DomainError {
  constructor() {
    super('conflict', 'permissions.built_in', 'The permission is built in and cannot be deleted.');
  }
}

/** Deleting a permission that roles give would change all of them at a stroke. */
export class PermissionInUseError extends DomainError {
  constructor(roles: readonly { id: string; name: string }[]) {
    super(
      'conflict',
      'permissions.in_use',
      `Roles give this permission: ${roles.map(({ name }) => name).join(', ')}. Take it out of them first.`,
      { details: { roles } },
    );
  }
}

export class TooManyPermissionsError extends DomainError {
  constructor(max: number) {
    super('rejected', 'permissions.too_many', `There are at most ${max} permissions of your own.`);
  }
}
