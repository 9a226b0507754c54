import { createHash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { formatToken, parseToken } from '../../common/tokens.js';

const KIND = 'lko';
const TOKEN_BYTES = 32;
const MAX_REMEMBERED = 5_000;

/** Hashes that were made before; what a token stands for is read from the database every time. */
const hashes = new LRUCache<string, Buffer>({ max: MAX_REMEMBERED });

/** A new token `lko_<random><checksum>`. */
export function newOpaqueToken(): string {
  return formatToken(KIND, randomBytes(TOKEN_BYTES));
}

/** @returns what is stored of a token, null when the text is none: the checksum tells without a look-up */
export function hashOfOpaqueToken(token: string): Buffer | null {
  const known = hashes.get(token);
  if (known !== undefined) {
    return known;
  }
  if (parseToken(KIND, TOKEN_BYTES, token) === null) {
    return null;
  }
  const hash = createHash('sha256').update(token).digest();
  hashes.set(token, hash);
  return hash;
}
