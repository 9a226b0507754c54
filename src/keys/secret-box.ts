import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** None of the keys at hand can open the box, or it was tampered with. */
export class SecretBoxError extends Error {}

function keyId(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES);
}

/**
 * AES-256-GCM with a random 96-bit nonce. The box names its key, so that several can be in use while one is rotated.
 * @param place where the box is stored, as table|row|column; a box moved elsewhere does not open
 */
export function seal(plain: Buffer, key: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), keyId(key), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws SecretBoxError when no key fits */
export function open(box: Buffer, keys: readonly Buffer[], place: string): Buffer {
  const id = box.subarray(1, 1 + KEY_ID_BYTES);
  const key = box[0] === VERSION ? keys.find((candidate) => keyId(candidate).equals(id)) : undefined;
  if (key === undefined || box.length < HEADER_BYTES) {
    throw new SecretBoxError('None of the keys at hand opens this value.');
  }
  const nonce = box.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + NONCE_BYTES);
  const tag = box.subarray(1 + KEY_ID_BYTES + NONCE_BYTES, HEADER_BYTES);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place)).setAuthTag(tag);
    return Buffer.concat([decipher.update(box.subarray(HEADER_BYTES)), decipher.final()]);
  } catch (error) {
    throw new SecretBoxError('This value was changed or belongs elsewhere.', { cause: error });
  }
}
