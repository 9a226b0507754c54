import type { FailureKind } from './mount.js';

/** A status of HTTP with its name (RFC 9110 15). */
export interface StandardStatus {
  status: number;
  title: string;
}

/** The status that HTTP has for a kind of failure; mounts whose API has no other for it use this one. */
export function standardStatus(kind: FailureKind): StandardStatus {
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
