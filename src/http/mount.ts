import type { IncomingHttpHeaders } from 'node:http';
import type { DomainErrorOptions, ErrorKind, FieldError, RateLimit } from '../common/errors.js';

/** Ways to prove who is calling; `authentication/strategies/index.ts` has one strategy for each. */
export type CredentialKind =
  'access-token' | 'opaque-token' | 'api-key' | 'encoded-api-key' | 'session-secret' | 'basic';

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

/** What a face of the service with an API document of its own adds to it. */
export interface Face {
  /** One word; it stands in paths and is the audience of the tokens issued here. */
  name: string;
  /** What people call the API. */
  title: string;
  /** What readers of its document should know first, in Markdown. */
  introduction: string;
  /** Every tag of its operations, with what it is about. */
  tags: Readonly<Record<string, string>>;
  /** The schemas of its errors by name, and which of them a status is answered with. */
  errorSchemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  errorSchemaOf: (status: number) => string;
  /** How clients sign in here, by the kind of the credential, where that differs from our own API: OpenAPI security schemes. */
  securitySchemes: Partial<Record<CredentialKind, Readonly<Record<string, object>>>>;
}

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
  /** Whether `Authorization` may be a token alone, without a scheme before it. */
  acceptsBareTokens?: boolean;
  /**
   * Finds the session secret among the headers, where its clients put it: undefined when there is none, null when what is
   * there cannot be one. For mounts that accept `session-secret`.
   */
  findSessionSecret?: (headers: IncomingHttpHeaders) => string | null | undefined;
  /** Whether a POST may ask by `X-HTTP-Method-Override` to be another method that changes something. */
  allowsMethodOverride?: boolean;
  /** Request headers of its own that browsers may send. */
  requestHeaders?: readonly string[];
  /** Members of its JSON bodies whose text may have several lines. */
  multilineMembers?: readonly string[];
  /** Whether people with role `admin` are nobody here, whatever they present. */
  refusesAdministrators?: boolean;
  /** The face it belongs to; none for our own API. */
  face?: Face;
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
