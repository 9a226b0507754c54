import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import type { TokenUse } from '../../core/identities/used-tokens.js';
import { verifyRs256 } from '../jws.js';
import { KeySets } from '../providers/key-sets.js';
import { TokenMalformedError, TokenRefusedError } from '../providers/provider.errors.js';

const MAX_TOKEN_LENGTH = 16_384;
const ALGORITHM = 'RS256';
const LEEWAY_SECONDS = 60;
const MAX_SUBJECT_LENGTH = 255;
const MAX_REMEMBERED_HEADERS = 100;
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const MS_PER_SECOND = 1_000;
/** No date is further away than the database can tell. */
const MAX_MEMORY_SECONDS = 10 * 365 * 24 * 3_600;

/** What an ID token of a provider has to be. */
export interface IdTokenRules {
  /** Where the provider publishes its keys. */
  jwksUrl: string;
  /** Accepted audiences: the clients that are ours. */
  audiences: readonly string[];
  /** Exact issuers, for a token for this audience. */
  issuersFor(audience: string): readonly string[];
  /** What the caller says the token is bound to. */
  nonce?: string;
}

/** The claims of a token that passed every check; those not named here are still to be looked at. */
export interface IdTokenClaims extends Record<string, unknown> {
  iss: string;
  sub: string;
  exp: number;
}

export interface VerifiedIdToken {
  claims: IdTokenClaims;
  /** Which of the audiences it is for. */
  audience: string;
  use: TokenUse;
}

/** Checks ID tokens (OpenID Connect Core 3.1.3.7): the same for every provider, in this order, the signature first. */
@Injectable()
export class IdTokenVerifier {
  /** Headers of genuine tokens by their spelling: all that a provider signs with one key have the same. */
  private readonly headers = new LRUCache<string, ProtectedHeaderParameters>({ max: MAX_REMEMBERED_HEADERS });

  constructor(private readonly keySets: KeySets) {}

  /** @throws TokenMalformedError, TokenRefusedError, ProviderUnavailableError */
  async verify(token: string, rules: IdTokenRules): Promise<VerifiedIdToken> {
    assertCompact(token);
    const spelling = token.slice(0, token.indexOf('.'));
    const header = this.headers.get(spelling) ?? headerOf(token);
    const { alg, kid, crit } = header;
    if (alg !== ALGORITHM) {
      throw new TokenRefusedError('algorithm');
    }
    // Of the header nothing else counts: no key it brings along (`jwk`, `x5c`) and no place to find one (`jku`, `x5u`).
    const key = typeof kid === 'string' ? await this.keySets.find(rules.jwksUrl, kid) : null;
    if (key === null) {
      throw new TokenRefusedError('key_unknown');
    }
    // We know no extension that a header could insist on being understood (RFC 7515 4.1.11).
    const payload = crit === undefined ? verifyRs256(token, key) : null;
    if (payload === null) {
      throw new TokenRefusedError('signature');
    }
    this.headers.set(spelling, header);
    const claims = claimsOf(payload);
    const audience = audienceOf(claims, rules.audiences);
    if (!rules.issuersFor(audience).some((issuer) => issuer === claims.iss)) {
      throw new TokenRefusedError('issuer');
    }
    assertTimes(claims);
    assertSubject(claims);
    assertNonce(claims, rules.nonce);
    return { claims: claims as IdTokenClaims, audience, use: useOf(token, claims, rules.nonce) };
  }
}

/** The claim as a text; everything else counts as not there. */
export function textClaim(claims: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function assertCompact(token: string): void {
  if (token.length > MAX_TOKEN_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
    throw new TokenMalformedError();
  }
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new TokenMalformedError();
  }
}

function claimsOf(payload: Uint8Array): Record<string, unknown> {
  let claims: unknown;
  try {
    claims = JSON.parse(UTF8.decode(payload));
  } catch {
    throw new TokenRefusedError('claims');
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TokenRefusedError('claims');
  }
  return claims as Record<string, unknown>;
}

/** A token for several audiences says by `azp` which of them asked for it. */
function audienceOf({ aud, azp }: Record<string, unknown>, audiences: readonly string[]): string {
  const isOurs = (audience: unknown): audience is string => audiences.some((one) => one === audience);
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  const audience = named.length > 1 ? azp : named[0];
  if (!isOurs(audience) || !named.includes(audience)) {
    throw new TokenRefusedError('audience');
  }
  return audience;
}

function assertTimes({ exp, nbf, iat }: Record<string, unknown>): void {
  const now = Date.now() / MS_PER_SECOND;
  if (![nbf, iat].every((time) => time === undefined || Number.isFinite(time)) || !Number.isFinite(exp)) {
    throw new TokenRefusedError('claims');
  }
  if ((exp as number) <= now - LEEWAY_SECONDS) {
    throw new TokenRefusedError('expired');
  }
  if ([nbf, iat].some((time) => time !== undefined && (time as number) > now + LEEWAY_SECONDS)) {
    throw new TokenRefusedError('not_yet_valid');
  }
}

function assertSubject({ sub }: Record<string, unknown>): void {
  const isText = typeof sub === 'string' && sub !== '' && sub.length <= MAX_SUBJECT_LENGTH;
  // No provider has these in subjects, and the database could not tell two of them apart.
  if (!isText || /[\p{Cc}\p{Cs}]/u.test(sub)) {
    throw new TokenRefusedError('subject');
  }
}

/** Clients of some providers hand over the SHA-256 of their nonce, so that the provider never sees the nonce itself. */
function assertNonce({ nonce: claimed }: Record<string, unknown>, nonce: string | undefined): void {
  if (nonce !== undefined && claimed !== nonce && claimed !== hash('sha256', nonce, 'hex')) {
    throw new TokenRefusedError('nonce');
  }
}

function useOf(token: string, { exp }: Record<string, unknown>, nonce: string | undefined): TokenUse {
  const signed = token.slice(0, token.lastIndexOf('.'));
  // A minute more than it is good for: the clocks of two replicas differ.
  const goodUntil = Math.min(
    (exp as number) + 2 * LEEWAY_SECONDS,
    Date.now() / MS_PER_SECOND + MAX_MEMORY_SECONDS,
  );
  return {
    hash: hash('sha256', signed, 'buffer'),
    expiresAt: new Date(goodUntil * MS_PER_SECOND),
    isBoundToNonce: nonce !== undefined,
  };
}
