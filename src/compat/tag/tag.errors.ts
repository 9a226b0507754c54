import { DomainError, type FieldError } from '../../common/errors.js';
import type { ErrorRenderer, Failure } from '../../http/mount.js';
import { failureHeaders } from '../../http/problem-details.js';
import { standardStatus } from '../../http/standard-status.js';

const REALM = 'Bearer realm="Service"';

/** Members of a request that were refused, among those that the operation takes. */
export class TagValidationError extends DomainError {
  constructor(fields: readonly FieldError[], parameters: readonly string[], cause: unknown) {
    super('invalid', 'request.invalid', 'Validation Failed', { fields, details: { parameters }, cause });
  }
}

/** What the token endpoint refuses with; always 400. */
export class TagOAuthError extends DomainError {
  constructor(
    error: 'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'invalid_grant',
    description: string,
    cause?: unknown,
  ) {
    super('invalid', `oauth.${error}`, description, { details: { error }, cause });
  }
}

/**
 * TAG's errors: `{ error, error_description }` for what OAuth2 has words for, `{ code, message, errors }` for requests
 * whose members were refused, `{ code, message }` for everything else.
 */
export const renderTagError: ErrorRenderer = (failure) => {
  const { status, title } = standardStatus(failure.kind);
  const oauth = oauthOf(failure);
  const challenge = oauth?.challenge ?? REALM;
  return {
    status,
    contentType: 'application/json',
    headers: failureHeaders(failure, challenge),
    body:
      oauth !== null
        ? { error: oauth.error, error_description: oauth.description }
        : Array.isArray(failure.details.parameters)
          ? { code: status, message: failure.message, errors: { children: childrenOf(failure) } }
          : { code: status, message: failure.kind === 'unexpected' ? title : textOf(failure) },
  };
};

interface OAuthOutline {
  error: string;
  description: string;
  challenge?: string;
}

function oauthOf({ kind, code, details, message }: Failure): OAuthOutline | null {
  if (typeof details.error === 'string') {
    return { error: details.error, description: message };
  }
  if (kind === 'forbidden') {
    return { error: 'access_denied', description: message };
  }
  if (kind !== 'unauthenticated') {
    return null;
  }
  if (details.presented !== true) {
    return { error: 'access_denied', description: 'OAuth2 authentication required', challenge: REALM };
  }
  const isExpired = code === 'authentication.token_expired';
  const description = `The access token provided ${isExpired ? 'has expired' : 'is invalid'}.`;
  const challenge = `${REALM}, error="invalid_grant", error_description="${description}"`;
  return { error: 'invalid_grant', description, challenge };
}

/** One child for each parameter that the operation takes; those that were refused say why. */
function childrenOf({ fields, details }: Failure): Record<string, { errors?: string[] }> {
  const parameters = details.parameters as string[];
  return Object.fromEntries(
    parameters.map((name) => {
      const errors = fields.filter(({ field }) => field === name).map(({ message }) => sentence(message));
      return [name, errors.length === 0 ? {} : { errors }];
    }),
  );
}

/** Messages about members are written to follow their name. */
function sentence(message: string): string {
  return /^[A-Z]/.test(message) ? message : `This value ${message}.`;
}

function textOf({ message, fields }: Failure): string {
  return fields.length === 0 ? message : fields.map((one) => one.message).join(' ');
}

const text = (description: string) => ({ type: 'string', description });

export const TAG_ERROR_SCHEMA = {
  type: 'object',
  description: 'What went wrong: `error` and `error_description`, or `code`, `message` and `errors`.',
  properties: {
    error: text('What it was, for programs (RFC 6749 5.2).'),
    error_description: text('What it was, for people.'),
    code: { type: 'integer', description: 'The HTTP status.' },
    message: text('What it was, for people.'),
    errors: {
      type: 'object',
      description: '`children` has each parameter of the operation, with `errors` where it was refused.',
      additionalProperties: true,
    },
  },
};
