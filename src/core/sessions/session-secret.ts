import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';

const CHECKSUM_BYTES = 4;
const RANDOM_BYTES = 16;
const OWNER_BYTES = 12;
const SECRET_LENGTH = 2 * (CHECKSUM_BYTES + RANDOM_BYTES + OWNER_BYTES);
const HEX = /^[0-9A-Fa-f]+$/;
const MAX_REMEMBERED = 5_000;

/** Hashes that were made before. What a secret stands for is read from the database every time. */
const hashes = new LRUCache<string, Buffer>({ max: MAX_REMEMBERED });

/** A secret that was just made: what is shown once, and what is stored. */
export interface SessionSecret {
  secret: string;
  hash: Buffer;
}

/**
 * A new session secret: 64 hex characters, a checksum (CRC-32), 128 random bits and the id of the owner.
 * @param ownerId 24 hex characters; public, and in the secret only so that clients find it there
 */
export function newSessionSecret(ownerId: string): SessionSecret {
  const rest = Buffer.concat([randomBytes(RANDOM_BYTES), Buffer.from(ownerId, 'hex')]);
  const bytes = Buffer.concat([checksumOf(rest), rest]);
  return { secret: bytes.toString('hex').toUpperCase(), hash: hashOf(bytes) };
}

/** What is stored of a secret; null when the text is none: the checksum tells without a look-up. Letter case does not matter. */
export function hashOfSessionSecret(text: string): Buffer | null {
  const known = hashes.get(text);
  if (known !== undefined) {
    return known;
  }
  const bytes = bytesOf(text);
  if (bytes === null) {
    return null;
  }
  const hash = hashOf(bytes);
  hashes.set(text, hash);
  return hash;
}

/** The id in a secret, as it was given when the secret was made; null when the text is none. */
export function ownerOfSessionSecret(text: string): string | null {
  return bytesOf(text)?.subarray(-OWNER_BYTES).toString('hex') ?? null;
}

function bytesOf(text: string): Buffer | null {
  if (text.length !== SECRET_LENGTH || !HEX.test(text)) {
    return null;
  }
  const bytes = Buffer.from(text, 'hex');
  return checksumOf(bytes.subarray(CHECKSUM_BYTES)).equals(bytes.subarray(0, CHECKSUM_BYTES)) ? bytes : null;
}

function checksumOf(bytes: Buffer): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum;
}

function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
