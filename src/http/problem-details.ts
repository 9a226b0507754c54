import { rateLimitHeaders } from './rate-limit-headers.js';
import type { ErrorRenderer, Failure, FailureKind } from './mount.js';

const CONTENT_TYPE = 'application/problem+json';
/** With the code behind it the `type` of a problem: a name without a host, since nothing has to be fetched. */
const TYPE_PREFIX = 'urn:latchkey:error:';
const CHALLENGE = 'Bearer realm="latchkey"';

interface Outline {
  status: number;
  title: string;
}

/**
 * The error shape of our own API: problem details (RFC 9457) with `code`, `requestId` and, for 400, `errors`.
 * `details.presented` of a 401 says that a credential was there and refused (RFC 6750 3.1); it is not shown.
 */
export const renderProblem: ErrorRenderer = (failure) => {
  const { status, title } = outline(failure.kind);
  const { presented, ...details } = failure.details;
  return {
    status,
    contentType: CONTENT_TYPE,
    headers: failureHeaders(failure, presented === true ? `${CHALLENGE}, error="invalid_token"` : CHALLENGE),
    body: {
      ...details,
      type: TYPE_PREFIX + failure.code,
      title,
      status,
      detail: failure.message,
      code: failure.code,
      requestId: failure.requestId,
      ...(status === 400 && { errors: failure.fields }),
    },
  };
};

/** The headers that HTTP asks for with some failures, whatever the body's shape. */
export function failureHeaders(failure: Failure, challenge: string): Record<string, string> {
  switch (failure.kind) {
    case 'unauthenticated':
      return { 'WWW-Authenticate': challenge };
    case 'method_not_allowed':
      return { Allow: (failure.allow ?? []).join(', ') };
    case 'rate_limited':
    case 'unavailable': {
      const seconds = Math.max(1, Math.ceil(failure.retryAfterSeconds ?? 1));
      const limits = failure.rateLimit === undefined ? {} : rateLimitHeaders(failure.rateLimit, 0, seconds);
      return { 'Retry-After': String(seconds), ...limits };
    }
    default:
      return {};
  }
}

function outline(kind: FailureKind): Outline {
  switch (kind) {
    case 'invalid':
      return { status: 400, title: 'Bad Request' };
    case 'unauthenticated':
      return { status: 401, title: 'Unauthorized' };
    case 'forbidden':
      return { status: 403, title: 'Forbidden' };
    case 'not_found':
      return { status: 404, title: 'Not Found' };
    case 'method_not_allowed':
      return { status: 405, title: 'Method Not Allowed' };
    case 'conflict':
      return { status: 409, title: 'Conflict' };
    case 'stale':
      return { status: 412, title: 'Precondition Failed' };
    case 'payload_too_large':
      return { status: 413, title: 'Content Too Large' };
    case 'uri_too_long':
      return { status: 414, title: 'URI Too Long' };
    case 'unsupported_media_type':
      return { status: 415, title: 'Unsupported Media Type' };
    case 'rejected':
      return { status: 422, title: 'Unprocessable Content' };
    case 'rate_limited':
      return { status: 429, title: 'Too Many Requests' };
    case 'headers_too_large':
      return { status: 431, title: 'Request Header Fields Too Large' };
    case 'unexpected':
      return { status: 500, title: 'Internal Server Error' };
    case 'unavailable':
      return { status: 503, title: 'Service Unavailable' };
  }
}
