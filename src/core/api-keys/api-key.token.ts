import { createHash, randomBytes, randomInt } from 'node:crypto';
import { formatToken, parseToken } from '../../common/tokens.js';

const SECRET_BYTES = 32;
const PREFIX_LENGTH = 12;
const PREFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const KEY = /^lk_([a-z0-9]{12})_[A-Za-z0-9_-]{49}$/;

/** A new public part of a key. */
export function newPrefix(): string {
  const letters = Array.from(
    { length: PREFIX_LENGTH },
    () => PREFIX_LETTERS[randomInt(PREFIX_LETTERS.length)],
  );
  return letters.join('');
}

/** A new key `lk_<prefix>_<secret><checksum>` for this prefix. */
export function newKey(prefix: string): string {
  return formatToken(`lk_${prefix}`, randomBytes(SECRET_BYTES));
}

/** @returns the prefix of a key, null when the text is no key: the checksum tells without a look-up */
export function prefixOf(key: string): string | null {
  const prefix = KEY.exec(key)?.[1];
  return prefix !== undefined && parseToken(`lk_${prefix}`, SECRET_BYTES, key) !== null ? prefix : null;
}

/** A key that is told in two parts: its public prefix, and the rest of it. The opposite of `partsOf`. */
export function keyOfParts(prefix: string, rest: string): string {
  return `lk_${prefix}_${rest}`;
}

/** @param key well formed */
export function partsOf(key: string): { prefix: string; rest: string } {
  const start = 'lk_'.length + PREFIX_LENGTH;
  return { prefix: key.slice('lk_'.length, start), rest: key.slice(start + 1) };
}

/** What is stored of a key: it is random enough that a plain SHA-256 gives nothing away. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
