import { randomFillSync, randomInt } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROLE_ID = /^rol_[A-Za-z0-9]{16}$/;
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random bytes for ids, taken from the system in one go: asking for those of a single id costs more than the rest of it. */
const store = Buffer.alloc(4_096);
const BYTES_OF_AN_ID = 16;
let used = store.length;
let msecs = 0;
let seq = 0;

/** A new UUIDv7 (RFC 9562 5.7): sorts by creation, is public, and is never a secret. */
export function newId(): string {
  if (used === store.length) {
    randomFillSync(store);
    used = 0;
  }
  const random = store.subarray(used, (used += BYTES_OF_AN_ID));
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = random.readUInt32BE(6) >>> 1;
  } else {
    // Within a millisecond ids count up (RFC 9562 6.2, method 1), and so they do when the clock goes back.
    seq = (seq + 1) | 0;
    msecs += seq === 0 ? 1 : 0;
  }
  return v7({ msecs, seq, random });
}

/** Whether the text is shaped like a UUID, in any letter case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A new role id: `rol_` and 16 random letters or digits. */
export function newRoleId(): string {
  const letters = Array.from({ length: 16 }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]);
  return `rol_${letters.join('')}`;
}

/** Whether the text is shaped like a role id. */
export function isRoleId(text: string): boolean {
  return ROLE_ID.test(text);
}
