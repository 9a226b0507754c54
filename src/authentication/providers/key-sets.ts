import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { ProviderUnavailableError } from './provider.errors.js';
import { ProviderHttp } from './provider-http.js';

const FRESH_MS = 10 * 60 * 1_000;
/** How long an unknown key id, or a provider that is away, cannot cause another fetch. */
const PAUSE_MS = 30_000;
/** The same while there are no keys at all, so that nobody could sign in. */
const PAUSE_WITHOUT_KEYS_MS = 5_000;
const MIN_MODULUS_BITS = 2_048;
const LONG_AGO = -Infinity;

interface KeySet {
  keys: ReadonlyMap<string, KeyObject> | null;
  fetchedAt: number;
  /** When an unknown key id last caused a fetch. */
  searchedAt: number;
  failedAt: number;
  pending: Promise<void> | null;
}

/**
 * The public keys of providers, by the URL they are published at. Fetched when needed and kept for ten minutes; while a
 * provider is away the old ones go on. Every replica has its own.
 */
@Injectable()
export class KeySets {
  private readonly logger = new Logger(KeySets.name);
  private readonly sets = new Map<string, KeySet>();

  constructor(private readonly http: ProviderHttp) {}

  /**
   * @param now on the clock that never jumps, in milliseconds
   * @returns null when the provider has no such key
   * @throws ProviderUnavailableError when there are no keys and none can be had
   */
  async find(url: string, kid: string, now = performance.now()): Promise<KeyObject | null> {
    const set = this.setOf(url);
    const isKnown = set.keys?.has(kid) === true;
    if (isKnown && now - set.fetchedAt < FRESH_MS) {
      return set.keys?.get(kid) ?? null;
    }
    if (set.pending === null && mayFetch(set, isKnown, now)) {
      set.pending = this.fetch(url, set, now).finally(() => {
        set.pending = null;
      });
    }
    await set.pending;
    if (set.keys === null) {
      throw new ProviderUnavailableError();
    }
    const key = set.keys.get(kid) ?? null;
    if (key === null && set.fetchedAt >= now) {
      // It was looked for a moment ago, by whatever fetch that was.
      set.searchedAt = now;
    }
    return key;
  }

  private setOf(url: string): KeySet {
    const known = this.sets.get(url);
    if (known !== undefined) {
      return known;
    }
    const added = {
      keys: null,
      fetchedAt: LONG_AGO,
      searchedAt: LONG_AGO,
      failedAt: LONG_AGO,
      pending: null,
    };
    this.sets.set(url, added);
    return added;
  }

  /** Never fails: that there are no keys shows in the set. */
  private async fetch(url: string, set: KeySet, now: number): Promise<void> {
    try {
      const { status, body } = await this.http.ask(url);
      set.keys = keysOf(status, body);
      set.fetchedAt = now;
    } catch (error) {
      set.failedAt = now;
      const cause = String(error instanceof ProviderUnavailableError ? error.cause : error);
      this.logger.warn({ message: 'The keys of a provider could not be fetched.', url, cause });
    }
  }
}

function mayFetch({ keys, fetchedAt, searchedAt, failedAt }: KeySet, isKnown: boolean, now: number): boolean {
  if (now - failedAt < (keys === null ? PAUSE_WITHOUT_KEYS_MS : PAUSE_MS)) {
    return false;
  }
  return isKnown || keys === null || now - fetchedAt >= FRESH_MS || now - searchedAt >= PAUSE_MS;
}

/** @throws Error when it is no key set (RFC 7517 5); keys for other purposes are passed over */
function keysOf(status: number, body: unknown): ReadonlyMap<string, KeyObject> {
  const keys = (body as { keys?: unknown } | null)?.keys;
  if (status !== 200 || !Array.isArray(keys)) {
    throw new Error(`answered ${status}, no key set`);
  }
  return new Map(
    (keys as unknown[]).flatMap((jwk): [string, KeyObject][] => {
      const key = rsaKeyOf(jwk);
      return key === null ? [] : [key];
    }),
  );
}

function rsaKeyOf(jwk: unknown): [string, KeyObject] | null {
  const { kid, kty, use = 'sig', alg = 'RS256' } = (jwk ?? {}) as Record<string, unknown>;
  if (typeof kid !== 'string' || kty !== 'RSA' || use !== 'sig' || alg !== 'RS256') {
    return null;
  }
  try {
    const { n, e } = jwk as JsonWebKey;
    const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
    return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_MODULUS_BITS ? [kid, key] : null;
  } catch {
    return null;
  }
}
