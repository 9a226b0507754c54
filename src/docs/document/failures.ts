import {
  ApiKeyRefusedError,
  ClientRefusedError,
  PermissionMissingError,
  UnauthenticatedError,
} from '../../authorization/authorization.errors.js';
import { DomainError, type ErrorKind, InvalidRequestError, UnavailableError } from '../../common/errors.js';
import { isHealthPath, starting } from '../../http/edge-checks.js';
import { EdgeError, unsupportedMediaType } from '../../http/edge-error.js';
import type { DocumentedFailure } from '../../http/fails.decorator.js';
import {
  IdempotencyInProgressError,
  IdempotencyMismatchError,
} from '../../idempotency/idempotency.errors.js';
import { TooManyRequestsError } from '../../throttling/throttle.errors.js';
import { keyPermissionsOf, permissionsOf } from './access.js';
import { isCounted } from './limits.js';
import type { Operation } from './openapi.js';
import { isIdempotent } from './replays.js';
import type { RouteFacts } from './routes.js';

/** Something that can go wrong with a request, as the application would throw it. */
export interface ExpectedFailure {
  error: DomainError | EdgeError;
  when: string;
}

/** Any: what counts is that the headers name one. */
const LIMIT = { policy: 'requests', limit: 600, windowSeconds: 60 };

class DocumentedError extends DomainError {
  constructor(kind: ErrorKind, { code, when, field, details = oauthDetails(code) }: DocumentedFailure) {
    super(kind, code, when, {
      details,
      ...(field !== undefined && { fields: [{ field, code, message: when }] }),
      ...(kind === 'rate_limited' && { retryAfterSeconds: 30, rateLimit: LIMIT }),
    });
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
export function expectedFailures(
  { method, path }: { method: string; path: string },
  operation: Operation,
  facts: RouteFacts,
): ExpectedFailure[] {
  const isTold = ({ error }: ExpectedFailure) => facts.failures.some(({ code }) => code === error.code);
  return [
    ...ofInput(operation),
    ...[...ofAccess(facts), ...ofApiKeys(method, facts), ...ofClients(operation)].filter(
      (failure) => !isTold(failure),
    ),
    ...facts.failures.map((failure) => ({
      error: new DocumentedError(KINDS[failure.status], failure),
      when: failure.when,
    })),
    ...ofIdempotency(operation),
    ...ofLimit(facts),
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
  const isRefused = {
    error: new UnauthenticatedError(true),
    when: 'The credential is malformed, expired or revoked.',
  };
  if (access.kind === 'public') {
    return access.readsCaller ? [isRefused] : [];
  }
  const [permission] = permissionsOf(access);
  return [
    { error: new UnauthenticatedError(false), when: 'There is no credential.' },
    isRefused,
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

/** An API key, or a token made with one, needs more than a person where rows of its owner are concerned. */
function ofApiKeys(method: string, facts: RouteFacts): ExpectedFailure[] {
  const { access, isClosedToKeys } = facts;
  if (access.kind === 'public') {
    return [];
  }
  if (isClosedToKeys) {
    return [{ error: new ApiKeyRefusedError(), when: 'The caller is an API key.' }];
  }
  return keyPermissionsOf(method, facts)
    .filter(() => access.kind === 'signed-in')
    .map((permission) => ({
      error: new PermissionMissingError(permission),
      when: `The caller is an API key without \`${permission}\`.`,
    }));
}

/** An OAuth client can have a token for itself, which is good wherever nobody is asked for. */
function ofClients({ security = [] }: Operation): ExpectedFailure[] {
  return security.some((scheme) => 'accessToken' in scheme)
    ? [
        {
          error: new ClientRefusedError(),
          when: 'The token is of an OAuth client, for which nobody signed in.',
        },
      ]
    : [];
}

function ofLimit(facts: RouteFacts): ExpectedFailure[] {
  return isCounted(facts)
    ? [{ error: new TooManyRequestsError(30, LIMIT), when: 'The caller sends too many requests.' }]
    : [];
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
