import { PermissionMissingError, UnauthenticatedError } from '../../authorization/authorization.errors.js';
import { DomainError, type ErrorKind, InvalidRequestError, UnavailableError } from '../../common/errors.js';
import { isHealthPath, starting } from '../../http/edge-checks.js';
import { EdgeError, unsupportedMediaType } from '../../http/edge-error.js';
import type { DocumentedFailure } from '../../http/fails.decorator.js';
import {
  IdempotencyInProgressError,
  IdempotencyMismatchError,
} from '../../idempotency/idempotency.errors.js';
import { permissionsOf } from './access.js';
import type { Operation } from './openapi.js';
import { isIdempotent } from './replays.js';
import type { RouteFacts } from './routes.js';

/** Something that can go wrong with a request, as the application would throw it. */
export interface ExpectedFailure {
  error: DomainError | EdgeError;
  when: string;
}

class DocumentedError extends DomainError {
  constructor(kind: ErrorKind, { code, when, details = oauthDetails(code) }: DocumentedFailure) {
    super(kind, code, when, { details, ...(kind === 'rate_limited' && { retryAfterSeconds: 30 }) });
  }
}

/** Codes of OAuth's own errors end in the word that RFC 6749 5.2 has for them. */
function oauthDetails(code: string): Record<string, unknown> {
  return code.startsWith('oauth.') ? { error: code.slice('oauth.'.length) } : {};
}

const KINDS: Readonly<Record<DocumentedFailure['status'], ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  412: 'stale',
  422: 'rejected',
  429: 'rate_limited',
  503: 'unavailable',
};

/** Everything that can go wrong with an operation: what its decorators say, and what follows from what it takes. */
export function expectedFailures(path: string, operation: Operation, facts: RouteFacts): ExpectedFailure[] {
  return [
    ...ofInput(operation),
    ...ofAccess(facts),
    ...facts.failures.map((failure) => ({
      error: new DocumentedError(KINDS[failure.status], failure),
      when: failure.when,
    })),
    ...ofIdempotency(operation),
    ...ofService(path),
  ];
}

function ofInput({ parameters = [], requestBody }: Operation): ExpectedFailure[] {
  const failures: ExpectedFailure[] = [];
  if (parameters.length > 0 || requestBody !== undefined) {
    const [example] = parameters;
    const field = requestBody === undefined ? (example?.name ?? 'path') : 'colour';
    const refused =
      requestBody === undefined
        ? { field, code: 'out_of_range', message: 'is not what it should be' }
        : { field, code: 'unknown_field', message: 'is not known here' };
    failures.push({
      error: new InvalidRequestError([refused]),
      when: 'The request is malformed; `errors` names each member.',
    });
  }
  if (requestBody !== undefined) {
    failures.push(
      {
        error: new EdgeError('payload_too_large', 'request.payload_too_large', 'The body is too large.'),
        when: 'The body is larger than 64 KiB.',
      },
      {
        error: unsupportedMediaType('The body must be application/json in UTF-8.'),
        when: 'The body has another media type, or is compressed.',
      },
    );
  }
  return failures;
}

function ofAccess({ access }: RouteFacts): ExpectedFailure[] {
  if (access.kind === 'public') {
    return [];
  }
  const [permission] = permissionsOf(access);
  return [
    { error: new UnauthenticatedError(false), when: 'There is no credential.' },
    { error: new UnauthenticatedError(true), when: 'The credential is malformed, expired or revoked.' },
    ...(permission === undefined
      ? []
      : [
          {
            error: new PermissionMissingError(permission),
            when: 'The caller lacks a permission; `permission` names it.',
          },
        ]),
  ];
}

function ofIdempotency(operation: Operation): ExpectedFailure[] {
  if (!isIdempotent(operation)) {
    return [];
  }
  return [
    {
      error: new IdempotencyInProgressError(),
      when: 'The first request with this `Idempotency-Key` is still running.',
    },
    { error: new IdempotencyMismatchError(), when: 'This `Idempotency-Key` came with another body before.' },
  ];
}

/** The health checks answer for themselves while nothing else can. */
function ofService(path: string): ExpectedFailure[] {
  if (isHealthPath(path)) {
    return [];
  }
  const error = new UnavailableError(
    'service.unavailable',
    'The service cannot answer just now. Try again soon.',
    1,
  );
  return [
    { error: starting(), when: 'The service is starting.' },
    { error, when: 'Something that the service needs is missing for the moment.' },
  ];
}
