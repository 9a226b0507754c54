import { DomainError, InvalidRequestError } from '../../common/errors.js';

export class ApplicationNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'applications.not_found', 'There is no such application.');
  }
}

export class ApplicationNameTakenError extends DomainError {
  constructor(cause?: unknown) {
    super('conflict', 'applications.name_taken', 'An application with this name exists already.', { cause });
  }
}

export class ApplicationChangedError extends DomainError {
  constructor() {
    super(
      'stale',
      'applications.changed_meanwhile',
      'The application was changed since it was read. Read it again and repeat.',
    );
  }
}

export class BadApplicationNameError extends InvalidRequestError {
  constructor() {
    const rule = 'is not a reserved word and is not shaped like an id';
    super([{ field: 'name', code: 'applications.name_malformed', message: rule }]);
  }
}

/** The application has no settings for this provider. */
export class ProviderNotSetError extends DomainError {
  constructor() {
    super('not_found', 'applications.provider_not_set', 'The application has no settings for this provider.');
  }
}

/** Provider settings that do not fit together, or a key that is none. */
export class BadProviderSettingsError extends InvalidRequestError {
  constructor(field: string, code: string, message: string) {
    super([{ field, code: `applications.${code}`, message }]);
  }
}

/** The application has no such OAuth client. */
export class ClientNotFoundError extends DomainError {
  constructor() {
    super('not_found', 'applications.client_not_found', 'The application has no such client.');
  }
}

/** An application has a bounded number of clients. */
export class TooManyClientsError extends DomainError {
  constructor(limit: number) {
    const message = `An application has at most ${limit} clients. Delete one first.`;
    super('conflict', 'applications.too_many_clients', message);
  }
}
