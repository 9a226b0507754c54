import { DomainError } from '../common/errors.js';

/** Nobody is signed in, or what was presented is no longer good. */
export class UnauthenticatedError extends DomainError {
  /** @param presented whether the request carried a credential at all */
  constructor(presented: boolean) {
    super(
      'unauthenticated',
      presented ? 'authentication.credential_refused' : 'authentication.credential_missing',
      presented
        ? 'The credential is malformed, expired or revoked. Sign in again.'
        : 'This needs a signed-in caller. Send an access token as "Authorization: Bearer …".',
      { details: { presented } },
    );
  }
}

/** The caller lacks a permission; says which. */
export class PermissionMissingError extends DomainError {
  constructor(permission: string) {
    super('forbidden', 'authorization.permission_missing', `This needs the permission ${permission}.`, {
      details: { permission },
    });
  }
}

/** The caller would reach beyond their own permissions. */
export class BeyondOwnPermissionsError extends DomainError {
  constructor(missing: readonly string[]) {
    super(
      'forbidden',
      'authorization.beyond_own_permissions',
      `This would reach beyond your own permissions: you lack ${missing.join(', ')}.`,
      { details: { missing } },
    );
  }
}

/** An OAuth client, which is nobody, asked for what only people and their API keys may do. */
export class ClientRefusedError extends DomainError {
  constructor() {
    super(
      'forbidden',
      'authorization.client_refused',
      'This is a token of an OAuth client, for which nobody signed in. Sign in as a person.',
    );
  }
}

/** An API key asked for what only a person who signed in may do. */
export class ApiKeyRefusedError extends DomainError {
  constructor() {
    super(
      'forbidden',
      'authorization.api_key_refused',
      'An API key may not do this. Sign in as the person it belongs to.',
    );
  }
}
