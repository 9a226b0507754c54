import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AwkwardToken } from './awkward-tokens.js';
import { StandinRefusal } from './exchange.js';
import type { StandinPerson } from './people.js';

const MAX_CODES = 1_000;
const CODE_LIFETIME_MS = 600_000;
const S256 = /^[A-Za-z0-9_-]{43}$/;
const CODE_BYTES = 24;

/** What a client asks for when it sends somebody to the authorize page. */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  state?: string;
  nonce?: string;
  scopes: readonly string[];
  codeChallenge?: string;
  responseMode: 'query' | 'form_post';
}

/** What a code stands for. */
export interface Grant {
  clientId: string;
  redirectUri: string;
  person: StandinPerson;
  scopes: readonly string[];
  nonce?: string;
  codeChallenge?: string;
  awkward?: AwkwardToken;
}

/** Something wrong with an authorization request that the client is told about at its redirect URI (RFC 6749 4.1.2.1). */
export class RedirectedRefusal extends StandinRefusal {
  constructor(
    error: string,
    description: string,
    readonly request: Pick<AuthorizationRequest, 'redirectUri' | 'state' | 'responseMode'>,
  ) {
    super(error, description);
  }
}

interface RegisteredClient {
  id: string;
  redirectUris: readonly string[];
}

/**
 * Reads an authorization request.
 * @throws StandinRefusal for an unknown client or address, which must not be redirected to; RedirectedRefusal otherwise
 */
export function readAuthorizationRequest(
  clients: readonly RegisteredClient[],
  parameters: Readonly<Record<string, string>>,
): AuthorizationRequest {
  const client = clients.find(({ id }) => id === parameters.client_id);
  if (client === undefined) {
    throw new StandinRefusal('invalid_client', 'No client has this client_id.');
  }
  const redirectUri = parameters.redirect_uri ?? '';
  if (!client.redirectUris.includes(redirectUri)) {
    throw new StandinRefusal(
      'redirect_uri_mismatch',
      `The redirect_uri is not registered for this client. Registered: ${client.redirectUris.join(', ')}`,
    );
  }
  const { state, nonce, code_challenge: codeChallenge, code_challenge_method: method } = parameters;
  const scopes = (parameters.scope ?? '').split(/[ ,]+/).filter((scope) => scope !== '');
  const responseMode = parameters.response_mode === 'form_post' ? 'form_post' : 'query';
  const request: AuthorizationRequest = {
    clientId: client.id,
    redirectUri,
    state,
    nonce,
    scopes,
    codeChallenge,
    responseMode,
  };
  if (parameters.response_type !== 'code') {
    throw new RedirectedRefusal('unsupported_response_type', 'The response_type must be code.', request);
  }
  if (!['query', 'form_post'].includes(parameters.response_mode ?? 'query')) {
    throw new RedirectedRefusal('invalid_request', 'The response_mode is unknown.', request);
  }
  if (codeChallenge !== undefined && (method !== 'S256' || !S256.test(codeChallenge))) {
    throw new RedirectedRefusal('invalid_request', 'The code challenge must be S256.', request);
  }
  return request;
}

/** Authorization codes: random, good once, for ten minutes, for one client and one address. */
export class AuthorizationCodes {
  private readonly grants = new LRUCache<string, Grant>({ max: MAX_CODES, ttl: CODE_LIFETIME_MS });

  issue(grant: Grant): string {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    this.grants.set(code, grant);
    return code;
  }

  /**
   * Uses a code up, whatever comes of it.
   * @param parameters of the token request
   * @throws StandinRefusal
   */
  redeem(clientId: string, parameters: Readonly<Record<string, string | undefined>>): Grant {
    const code = parameters.code ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    if (grant === undefined) {
      throw new StandinRefusal('invalid_grant', 'The code is unknown, expired or was used before.');
    }
    if (grant.clientId !== clientId || grant.redirectUri !== parameters.redirect_uri) {
      throw new StandinRefusal('invalid_grant', 'The code was given to another client or redirect_uri.');
    }
    if (challengeOf(parameters.code_verifier) !== grant.codeChallenge) {
      throw new StandinRefusal('invalid_grant', 'The code verifier does not fit the code challenge.');
    }
    return grant;
  }
}

/** @throws StandinRefusal when a token request is not for a code (RFC 6749 4.1.3) */
export function requireCodeGrant({ grant_type: type }: Readonly<Record<string, string>>): void {
  if (type !== 'authorization_code') {
    throw new StandinRefusal('unsupported_grant_type', 'The grant_type must be authorization_code.');
  }
}

/** RFC 7636 4.6 */
function challengeOf(verifier: string | undefined): string | undefined {
  return verifier === undefined ? undefined : createHash('sha256').update(verifier).digest('base64url');
}
