import type { ErrorRenderer, Failure, FailureKind } from './mount.js';
import { failureHeaders } from './problem-details.js';

const CHALLENGE = 'Basic realm="latchkey"';
/** What the guards refuse: no credential, or one that is no longer good. */
const BY_GUARD = /^authentication\./;
/** RFC 6749 5.2: these answer 400 whatever the reason. */
const BAD_REQUEST_ERRORS: ReadonlySet<unknown> = new Set([
  'invalid_request',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_token_type',
  'invalid_scope',
]);

interface Outline {
  status: number;
  error: string;
}

/**
 * The error shape of `/oauth/*`: `{ error, error_description, requestId }` (RFC 6749 5.2).
 * `details.error` names the error; without it the kind does. `invalid_client` is 401 with a challenge.
 */
export const renderOAuthError: ErrorRenderer = (failure) => {
  const byKind = outline(failure.kind);
  const isByGuard = BY_GUARD.test(failure.code);
  const given = isByGuard ? 'invalid_client' : failure.details.error;
  const error = typeof given === 'string' ? given : byKind.error;
  const isBadClient = error === 'invalid_client';
  return {
    status: isBadClient ? 401 : BAD_REQUEST_ERRORS.has(given) ? 400 : byKind.status,
    contentType: 'application/json',
    headers: isBadClient
      ? { 'WWW-Authenticate': isByGuard ? bearerToo(failure) : CHALLENGE }
      : failure.kind === 'unauthenticated'
        ? {}
        : failureHeaders(failure, CHALLENGE),
    body: { error, error_description: description(failure.message), requestId: failure.requestId },
  };
};

/** Endpoints with a guard take access tokens besides clients (RFC 7662 2.1), and say when one was no longer good (RFC 6750 3.1). */
function bearerToo({ details }: Failure): string {
  return `${CHALLENGE}, Bearer realm="latchkey"${details.presented === true ? ', error="invalid_token"' : ''}`;
}

function outline(kind: FailureKind): Outline {
  switch (kind) {
    case 'invalid':
      return { status: 400, error: 'invalid_request' };
    case 'unauthenticated':
      return { status: 400, error: 'invalid_grant' };
    case 'forbidden':
      return { status: 403, error: 'access_denied' };
    case 'not_found':
      return { status: 404, error: 'not_found' };
    case 'method_not_allowed':
      return { status: 405, error: 'invalid_request' };
    case 'conflict':
      return { status: 409, error: 'invalid_request' };
    case 'stale':
      return { status: 412, error: 'invalid_request' };
    case 'payload_too_large':
      return { status: 413, error: 'invalid_request' };
    case 'uri_too_long':
      return { status: 414, error: 'invalid_request' };
    case 'unsupported_media_type':
      return { status: 415, error: 'invalid_request' };
    case 'rejected':
      return { status: 400, error: 'invalid_request' };
    case 'rate_limited':
      return { status: 429, error: 'slow_down' };
    case 'headers_too_large':
      return { status: 431, error: 'invalid_request' };
    case 'unexpected':
      return { status: 500, error: 'server_error' };
    case 'unavailable':
      return { status: 503, error: 'temporarily_unavailable' };
  }
}

/** RFC 6749 5.2 allows printable ASCII without `"` and `\`. */
function description(message: string): string {
  return message.replace(/["\\]/g, "'").replace(/[^ -~]/g, '?');
}
