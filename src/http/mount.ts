import type { DomainErrorOptions, ErrorKind, FieldError, RateLimit } from '../common/errors.js';

/** Ways to prove who is calling; `authentication/strategies/index.ts` has one strategy for each. */
export type CredentialKind = 'access-token' | 'api-key' | 'encoded-api-key' | 'session-secret' | 'basic';

/** Kinds of failure a mount has to answer: the domain's, and those of HTTP itself. */
export type FailureKind =
  | ErrorKind
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'uri_too_long'
  | 'headers_too_large'
  | 'unsupported_media_type'
  | 'unexpected';

/** A failed request, before any wire format. Safe to show as it is. */
export interface Failure {
  kind: FailureKind;
  /** Stable and public, for example `users.email_taken`. */
  code: string;
  /** One sentence for the person who reads the answer. */
  message: string;
  requestId: string;
  fields: readonly FieldError[];
  details: NonNullable<DomainErrorOptions['details']>;
  retryAfterSeconds?: number;
  /** For `rate_limited`: the limit, where there is more to say of it. */
  rateLimit?: RateLimit;
  /** For `method_not_allowed`: the methods this path has. */
  allow?: readonly string[];
}

/** A rendered failure: what goes on the wire. */
export interface RenderedError {
  status: number;
  contentType: string;
  headers: Record<string, string>;
  body: unknown;
}

export type ErrorRenderer = (failure: Failure) => RenderedError;

/**
 * One face of the service: everything under a path prefix, by whole segments, the longest prefix first.
 * Error shape and accepted credentials belong to the mount, so unknown paths and unreadable bodies obey it too.
 */
export interface Mount {
  /** `/v1`, without a slash at its end; `''` is everything that no other mount claims. */
  prefix: string;
  /** Accepted credentials, in the order tried. */
  credentials: readonly CredentialKind[];
  /** Whether `application/x-www-form-urlencoded` bodies are read besides JSON. */
  acceptsForms: boolean;
  renderError: ErrorRenderer;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The mount that the path belongs to. Set before anything else runs. */
    mount: Mount;
    /** The code of the failure it was answered with; undefined for everything else. */
    failureCode?: string;
    /** The client's address as trusted proxies report it. */
    clientAddress: string;
  }
}
