/** What went wrong, in words every mount can turn into its own status; see each mount's `ErrorRenderer`. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'rejected'
  | 'rate_limited'
  | 'unavailable';

/** One refused member of a request. `field` is a path such as `profiles[0].applicationId`. */
export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** A limit that refused something, for the `RateLimit` headers. */
export interface RateLimit {
  /** Such as `sign-in`. */
  policy: string;
  limit: number;
  windowSeconds: number;
}

export interface DomainErrorOptions {
  /** For `invalid`: the members that were refused. */
  fields?: readonly FieldError[];
  /** For `rate_limited` and `unavailable`: seconds until a repeat makes sense. */
  retryAfterSeconds?: number;
  /** For `rate_limited`: the limit. */
  rateLimit?: RateLimit;
  /** Further members that are safe to show, for example the missing permission. */
  details?: Readonly<Record<string, unknown>>;
  /** For the log only. */
  cause?: unknown;
}

/**
 * The only kind of error that core throws on purpose.
 * `code` is stable and public (`users.email_taken`), `message` is safe to show to the caller.
 */
export abstract class DomainError extends Error {
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  protected constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.rateLimit = options.rateLimit;
    this.details = options.details ?? {};
  }
}

/** A request that is not well formed; each refused member is named. */
export class InvalidRequestError extends DomainError {
  constructor(
    fields: readonly FieldError[],
    message = 'The request is not valid.',
    code = 'request.invalid',
    details: DomainErrorOptions['details'] = {},
  ) {
    super('invalid', code, message, { fields, details });
  }
}

/** A dependency or capacity is missing for the moment. */
export class UnavailableError extends DomainError {
  constructor(code: string, message: string, retryAfterSeconds: number, cause?: unknown) {
    super('unavailable', code, message, { retryAfterSeconds, cause });
  }
}
