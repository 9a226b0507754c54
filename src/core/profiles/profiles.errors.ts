import { DomainError, InvalidRequestError } from '../../common/errors.js';

/** Somebody else's profile looks like one that is not there. */
export class ProfileNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'profiles.not_found', 'There is no such profile.');
  }
}

export class ProfileChangedError extends DomainError {
  constructor() {
    super(
      'stale',
      'profiles.changed_meanwhile',
      'The profile was changed since it was read. Read it again and repeat.',
    );
  }
}

/** An account has a bounded number of profiles. */
export class TooManyProfilesError extends DomainError {
  constructor(limit: number) {
    super('conflict', 'profiles.too_many', `An account has at most ${limit} profiles. Delete one first.`);
  }
}

export class MetadataTooLargeError extends InvalidRequestError {
  constructor(field: string, maxBytes: number) {
    const message = `has at most ${maxBytes} bytes as JSON`;
    super([{ field, code: 'profiles.metadata_too_large', message }]);
  }
}

/** A profile selector that cannot be read. */
export class SelectorSyntaxError extends InvalidRequestError {
  /** @param position of the character where reading stopped, from 0 */
  constructor(position: number, expected: string) {
    super(
      [
        {
          field: 'profileSelector',
          code: 'profiles.selector_malformed',
          message: `at character ${position}: ${expected}`,
        },
      ],
      'The profile selector cannot be read.',
      'profiles.selector_malformed',
      { position },
    );
  }
}
