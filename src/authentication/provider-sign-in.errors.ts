import { DomainError } from '../common/errors.js';

/** The identity opens somebody else's account. */
export class IdentityTakenError extends DomainError {
  constructor() {
    super(
      'conflict',
      'identities.taken',
      'This identity opens another account. Sign in with it and remove it there first.',
      { details: { nextStep: 'remove_from_other_account' } },
    );
  }
}

/** An account has at most one identity of each provider. */
export class SecondIdentityError extends DomainError {
  constructor() {
    super(
      'conflict',
      'identities.second_of_provider',
      'Somebody else at this provider opens the account already. Remove that identity first.',
      { details: { nextStep: 'remove_other_identity' } },
    );
  }
}

/** An account has the address already, and nothing proves that it is the same person's. */
export class EmailInUseError extends DomainError {
  constructor() {
    super(
      'conflict',
      'sessions.email_in_use',
      'An account with this e-mail address exists already. Sign in to it and link the provider there.',
      { details: { nextStep: 'sign_in_and_link' } },
    );
  }
}
