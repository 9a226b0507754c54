import { createCipheriv, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { runInWorker } from '../../common/worker-task.js';
import type { Argon2 } from './argon2.js';

const deriveByPbkdf2 = promisify(pbkdf2);
const deriveByScrypt = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);

/** Costs beyond these are not verified: one sign-in must not take the machine. */
const LIMITS = {
  argonMemoryKib: 256 * 1024,
  argonPasses: 10,
  argonLanes: 4,
  bcryptCost: 14,
  scryptLogN: 17,
  scryptBlockSize: 16,
  scryptParallelism: 4,
  pbkdf2Iterations: 2_000_000,
  hashBytes: 128,
};
const BCRYPT_TIMEOUT_MS = 10_000;
const FIREBASE_KEY_BYTES = 32;

type Verifier = (password: string, encoded: string, argon2: Argon2) => Promise<boolean>;

/** The kinds of hashes that accounts bring along from elsewhere, by how they begin. */
const VERIFIERS: readonly [RegExp, Verifier][] = [
  [/^\$argon2(id|i|d)\$/, verifyArgon2],
  [/^\$2[aby]\$/, verifyBcrypt],
  [/^\$scrypt\$/, verifyScrypt],
  [/^\$pbkdf2-/, verifyPbkdf2],
  [/^\$firebase-scrypt\$/, verifyFirebaseScrypt],
];

/**
 * Whether the password is the one behind a hash made elsewhere, without our pepper:
 * `$argon2id$…` (PHC), `$2b$12$…` (bcrypt), `$scrypt$ln=15,r=8,p=1$salt$hash`, `$pbkdf2-sha256$i=600000$salt$hash`,
 * `$firebase-scrypt$r=8,m=14,ss=<salt separator>,sk=<signer key>$salt$hash`; salts and hashes in base64.
 * A hash that cannot be read, or is more costly than the limits allow, fits no password.
 */
export async function verifyForeignHash(password: string, encoded: string, argon2: Argon2): Promise<boolean> {
  const verifier = VERIFIERS.find(([beginning]) => beginning.test(encoded))?.[1];
  return verifier === undefined ? false : verifier(password, encoded, argon2);
}

async function verifyArgon2(password: string, encoded: string, argon2: Argon2): Promise<boolean> {
  const parts = /^\$argon2(?:id|i|d)\$v=\d+\$m=(\d{1,9}),t=(\d{1,3}),p=(\d{1,3})\$[^$]+\$[^$]+$/.exec(
    encoded,
  );
  const [memory = 0, passes = 0, lanes = 0] = (parts ?? []).slice(1).map(Number);
  const isWithin =
    parts !== null &&
    memory <= LIMITS.argonMemoryKib &&
    passes <= LIMITS.argonPasses &&
    lanes <= LIMITS.argonLanes;
  return isWithin && argon2.verify(encoded, password).catch(() => false);
}

/** In a thread of its own: the library calculates in JavaScript, and the event loop has to go on. */
async function verifyBcrypt(password: string, encoded: string): Promise<boolean> {
  const cost = Number(/^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(encoded)?.[1] ?? Infinity);
  return (
    cost <= LIMITS.bcryptCost &&
    runInWorker<boolean>(
      'bcryptjs',
      'return (library.default ?? library).compareSync(input.password, input.encoded);',
      { password, encoded },
      BCRYPT_TIMEOUT_MS,
    )
  );
}

async function verifyScrypt(password: string, encoded: string): Promise<boolean> {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([^$]+)\$([^$]+)$/.exec(encoded);
  if (parts === null) {
    return false;
  }
  const [, logN, blockSize, parallelism, salt, hash] = parts as unknown as string[];
  const expected = bytesOf(hash);
  const derived = await scryptWithin(password, bytesOf(salt), {
    logN: Number(logN),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
    length: expected.length,
  });
  return derived !== null && isSame(derived, expected);
}

async function verifyPbkdf2(password: string, encoded: string): Promise<boolean> {
  const parts = /^\$pbkdf2-(sha1|sha256|sha512)\$(?:i=)?(\d{1,8})(?:,l=\d{1,3})?\$([^$]+)\$([^$]+)$/.exec(
    encoded,
  );
  if (parts === null) {
    return false;
  }
  const [, digest, iterations, salt, hash] = parts as unknown as string[];
  const expected = bytesOf(hash);
  const isWithin =
    Number(iterations) >= 1 &&
    Number(iterations) <= LIMITS.pbkdf2Iterations &&
    expected.length > 0 &&
    expected.length <= LIMITS.hashBytes;
  if (!isWithin) {
    return false;
  }
  const derived = await deriveByPbkdf2(password, bytesOf(salt), Number(iterations), expected.length, digest);
  return isSame(derived, expected);
}

/** Firebase's own: the key that scrypt gives encrypts the project's signer key, and that is the hash. */
async function verifyFirebaseScrypt(password: string, encoded: string): Promise<boolean> {
  const parts =
    /^\$firebase-scrypt\$r=(\d{1,2}),m=(\d{1,2}),ss=([A-Za-z0-9+/=_-]*),sk=([A-Za-z0-9+/=_-]+)\$([^$]+)\$([^$]+)$/.exec(
      encoded,
    );
  if (parts === null) {
    return false;
  }
  const [, rounds, logN, separator, signerKey, salt, hash] = parts as unknown as string[];
  const key = await scryptWithin(password, Buffer.concat([bytesOf(salt), bytesOf(separator)]), {
    logN: Number(logN),
    blockSize: Number(rounds),
    parallelism: 1,
    length: FIREBASE_KEY_BYTES,
  });
  if (key === null) {
    return false;
  }
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return isSame(Buffer.concat([cipher.update(bytesOf(signerKey)), cipher.final()]), bytesOf(hash));
}

interface ScryptCosts {
  logN: number;
  blockSize: number;
  parallelism: number;
  length: number;
}

/** @returns null for costs beyond the limits, or none at all */
async function scryptWithin(password: string, salt: Buffer, costs: ScryptCosts): Promise<Buffer | null> {
  const { logN, blockSize, parallelism, length } = costs;
  const isWithin =
    logN >= 1 &&
    logN <= LIMITS.scryptLogN &&
    blockSize >= 1 &&
    blockSize <= LIMITS.scryptBlockSize &&
    parallelism >= 1 &&
    parallelism <= LIMITS.scryptParallelism &&
    length >= 1 &&
    length <= LIMITS.hashBytes;
  if (!isWithin) {
    return null;
  }
  const N = 2 ** logN;
  const maxmem = 128 * blockSize * (N + parallelism) + 1024 * 1024;
  return deriveByScrypt(Buffer.from(password), salt, length, { N, r: blockSize, p: parallelism, maxmem });
}

/** Base64 in any of its spellings; `.` for `+`, as some libraries write it. */
function bytesOf(text: string | undefined): Buffer {
  return Buffer.from((text ?? '').replaceAll('.', '+'), 'base64');
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && one.length > 0 && timingSafeEqual(one, other);
}
