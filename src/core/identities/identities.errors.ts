import { DomainError } from '../../common/errors.js';

export class IdentityNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'identities.not_found', 'The account has no such identity.');
  }
}

/** Without it nobody could sign in to the account any more. */
export class LastWayInError extends DomainError {
  constructor() {
    super(
      'conflict',
      'identities.last_way_in',
      'This is the last way in. Set a password or link another provider first.',
    );
  }
}
