import { randomFillSync, randomInt } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROLE_ID = /^rol_[A-Za-z0-9]{16}$/;
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const RANDOM_BYTES = 16;
const POOL_BYTES = 256 * RANDOM_BYTES;
const pool = Buffer.alloc(POOL_BYTES);
let drawn = POOL_BYTES;

/** Each byte is handed out once; asking the system for many costs what asking for few does. */
function drawRandom(): Buffer {
  if (drawn === POOL_BYTES) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += RANDOM_BYTES;
  return pool.subarray(drawn - RANDOM_BYTES, drawn);
}

let msecs = 0;
let seq = 0;

/**
 * A new UUIDv7 (RFC 9562 5.7): sorts by creation, within a millisecond too (6.2, method 1), is public, and is never a
 * secret.
 */
export function newId(): string {
  const random = drawRandom();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = random.readUInt32BE() >>> 1;
  } else {
    seq += 1;
  }
  return v7({ random, msecs, seq });
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
