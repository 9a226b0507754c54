import { DomainError, InvalidRequestError, UnavailableError } from '../../common/errors.js';

/** More passwords are being checked than there is capacity for. */
export class BusyError extends UnavailableError {
  constructor() {
    super('busy', 'Too many sign-ins at this moment. Try again in a second.', 1);
  }
}

/** The password given as the current one is not. */
export class WrongPasswordError extends DomainError {
  constructor() {
    super('forbidden', 'users.wrong_password', 'The current password is wrong.');
  }
}

/** The new password breaks a rule; `strength` is from 0, guessed at once, to 4. */
export class PasswordRefusedError extends InvalidRequestError {
  constructor(field: string, code: string, message: string, strength: number) {
    super([{ field, code, message }], message, code, { strength });
  }
}
