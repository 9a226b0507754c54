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
