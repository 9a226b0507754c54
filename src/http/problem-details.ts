import { rateLimitHeaders } from './rate-limit-headers.js';
import type { ErrorRenderer, Failure } from './mount.js';
import { standardStatus } from './standard-status.js';

const CONTENT_TYPE = 'application/problem+json';
/** With the code behind it the `type` of a problem: a name without a host, since nothing has to be fetched. */
const TYPE_PREFIX = 'urn:latchkey:error:';
const CHALLENGE = 'Bearer realm="latchkey"';

/**
 * The error shape of our own API: problem details (RFC 9457) with `code`, `requestId` and, for 400, `errors`.
 * `details.presented` of a 401 says that a credential was there and refused (RFC 6750 3.1); it is not shown.
 */
export const renderProblem: ErrorRenderer = (failure) => {
  const { status, title } = standardStatus(failure.kind);
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
