import type { FailureKind } from './mount.js';

interface EdgeErrorOptions {
  retryAfterSeconds?: number;
  allow?: readonly string[];
}

/** A request that does not get past the edge, for a reason of HTTP's own. */
export class EdgeError extends Error {
  readonly retryAfterSeconds: number | undefined;
  readonly allow: readonly string[] | undefined;

  constructor(
    readonly kind: FailureKind,
    readonly code: string,
    message: string,
    options: EdgeErrorOptions = {},
  ) {
    super(message);
    this.name = 'EdgeError';
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.allow = options.allow;
  }
}

export function uriTooLong(): EdgeError {
  return new EdgeError('uri_too_long', 'request.uri_too_long', 'The URL is too long.');
}

export function headersTooLarge(): EdgeError {
  return new EdgeError(
    'headers_too_large',
    'request.headers_too_large',
    'The headers are too many or too long.',
  );
}

export function unsupportedMediaType(message: string): EdgeError {
  return new EdgeError('unsupported_media_type', 'request.unsupported_media_type', message);
}
