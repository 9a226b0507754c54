import { HttpException } from '@nestjs/common';
import { DomainError } from '../common/errors.js';
import { databaseFailure } from './database-failure.js';
import { EdgeError } from './edge-error.js';
import type { Failure, FailureKind } from './mount.js';

type Outline = Pick<Failure, 'kind' | 'code' | 'message'> & { retryAfterSeconds?: number };

const UNEXPECTED: Outline = {
  kind: 'unexpected',
  code: 'internal_error',
  message: 'Something went wrong on our side. Tell your operator the request id.',
};
const UNAVAILABLE: Outline = {
  kind: 'unavailable',
  code: 'service.unavailable',
  message: 'The service cannot answer just now. Try again soon.',
  retryAfterSeconds: 1,
};
const CONFLICT = outline('conflict', 'request.conflict', 'The request conflicts with what is there already.');
const INVALID = outline('invalid', 'request.invalid', 'The request is not valid.');
const NOT_FOUND = outline('not_found', 'request.not_found', 'There is nothing at this path.');

/** Failures of Nest, of Fastify and of its plug-ins, by their status; every other 4xx is `INVALID`. */
const BY_STATUS: Readonly<Record<number, Outline>> = {
  401: outline('unauthenticated', 'request.unauthenticated', 'This needs a sign-in.'),
  403: outline('forbidden', 'request.forbidden', 'This is not allowed.'),
  404: NOT_FOUND,
  405: outline('method_not_allowed', 'request.method_not_allowed', 'This path does not have this method.'),
  409: CONFLICT,
  410: NOT_FOUND,
  412: outline('stale', 'request.stale', 'This was changed in the meantime.'),
  413: outline('payload_too_large', 'request.payload_too_large', 'The body is too large.'),
  414: outline('uri_too_long', 'request.uri_too_long', 'The URL is too long.'),
  415: outline(
    'unsupported_media_type',
    'request.unsupported_media_type',
    'The media type is not supported.',
  ),
  422: outline('rejected', 'request.rejected', 'The request was refused.'),
  429: outline('rate_limited', 'request.rate_limited', 'There were too many requests.'),
  431: outline('headers_too_large', 'request.headers_too_large', 'The headers are too many or too long.'),
  502: UNAVAILABLE,
  503: UNAVAILABLE,
  504: UNAVAILABLE,
};
const BY_DATABASE = { conflict: CONFLICT, invalid: INVALID, unavailable: UNAVAILABLE };

/**
 * Whatever was thrown, as a failure that is safe to show: nothing of a driver's, library's or bug's own text is in it.
 * Only errors made to be shown (domain, edge) bring their message along.
 */
export function toFailure(error: unknown, requestId: string): Failure {
  if (error instanceof DomainError) {
    const { kind, code, message, fields, details, retryAfterSeconds, rateLimit } = error;
    return failure({ kind, code, message, retryAfterSeconds }, requestId, { fields, details, rateLimit });
  }
  if (error instanceof EdgeError) {
    const { kind, code, message, retryAfterSeconds, allow } = error;
    return failure({ kind, code, message, retryAfterSeconds }, requestId, { allow });
  }
  const status = requestStatus(error);
  if (status !== undefined) {
    return failure(byStatus(status), requestId);
  }
  const database = databaseFailure(error);
  return failure(database === undefined || database === null ? UNEXPECTED : BY_DATABASE[database], requestId);
}

function outline(kind: FailureKind, code: string, message: string): Outline {
  return { kind, code, message };
}

function failure(
  { kind, code, message, retryAfterSeconds }: Outline,
  requestId: string,
  more: Partial<Pick<Failure, 'fields' | 'details' | 'allow' | 'rateLimit'>> = {},
): Failure {
  return {
    kind,
    code,
    message,
    requestId,
    fields: more.fields ?? [],
    details: more.details ?? {},
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(more.rateLimit !== undefined && { rateLimit: more.rateLimit }),
    ...(more.allow !== undefined && { allow: more.allow }),
  };
}

function byStatus(status: number): Outline {
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? INVALID : UNEXPECTED);
}

interface FastifyError {
  name?: unknown;
  code?: unknown;
  statusCode?: unknown;
}

/** The status of an error that Nest or Fastify threw about the request; other libraries' statuses say nothing about it. */
function requestStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) {
    return error.getStatus();
  }
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { name, code, statusCode } = error as FastifyError;
  // Fastify marks a body that broke off (the socket's own error) with the status 400.
  const isBrokenOff = code === 'ECONNRESET' && statusCode === 400;
  return typeof statusCode === 'number' && (name === 'FastifyError' || isBrokenOff) ? statusCode : undefined;
}
