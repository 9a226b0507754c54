import { DomainError, InvalidRequestError } from '../../common/errors.js';

/** A request that RFC 6749 5.2 or RFC 7009 2.2.1 has a word for. */
export class OAuthRequestError extends DomainError {
  constructor(
    error:
      | 'invalid_request'
      | 'invalid_grant'
      | 'unauthorized_client'
      | 'unsupported_grant_type'
      | 'unsupported_token_type'
      | 'invalid_scope',
    message: string,
  ) {
    super('invalid', `oauth.${error}`, message, { details: { error } });
  }
}

/** A client that is not known here, or did not prove to be the one it says. */
export class InvalidClientError extends DomainError {
  constructor() {
    super('unauthenticated', 'oauth.invalid_client', 'The client is not known here or its secret is wrong.', {
      details: { error: 'invalid_client' },
    });
  }
}

export class ParameterMissingError extends InvalidRequestError {
  constructor(field: string) {
    super(
      [{ field, code: 'oauth.parameter_missing', message: 'is needed for this grant' }],
      `The parameter ${field} is missing.`,
    );
  }
}
