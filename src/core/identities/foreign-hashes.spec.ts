import { pbkdf2Sync, scryptSync } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import bcrypt from 'bcryptjs';
import { afterAll, describe, expect, it } from 'vitest';
import { Argon2 } from './argon2.js';
import { verifyForeignHash } from './foreign-hashes.js';

const argon2 = new Argon2();
afterAll(() => argon2.onApplicationShutdown());

const PASSWORD = 'user1password';
const SALT = Buffer.from('0123456789abcdef');
const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

const scryptHash = (ln: number, r = 8) =>
  `$scrypt$ln=${ln},r=${r},p=1$${b64(SALT)}$${b64(
    scryptSync(PASSWORD, SALT, 32, { N: 2 ** Math.min(ln, 14), r, maxmem: 2 ** 28 }),
  )}`;
const pbkdf2Hash = (digest: string, iterations: number) =>
  `$pbkdf2-${digest}$i=${iterations}$${b64(SALT)}$${b64(
    pbkdf2Sync(PASSWORD, SALT, Math.min(iterations, 10_000), 32, digest),
  )}`;
// The example that Firebase publishes with its algorithm.
const FIREBASE =
  '$firebase-scrypt$r=8,m=14,ss=Bw==,' +
  'sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==' +
  '$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==';

describe('verifyForeignHash', () => {
  it.each<[string, () => string | Promise<string>]>([
    ['argon2id', () => hash(PASSWORD, { memoryCost: 8_192, timeCost: 1 })],
    ['bcrypt', () => bcrypt.hashSync(PASSWORD, 4)],
    ['bcrypt of PHP', () => bcrypt.hashSync(PASSWORD, 4).replace('$2b$', '$2y$')],
    ['scrypt', () => scryptHash(12)],
    ['PBKDF2 with SHA-256', () => pbkdf2Hash('sha256', 10_000)],
    ['PBKDF2 with SHA-512', () => pbkdf2Hash('sha512', 10_000)],
    ['PBKDF2 with SHA-1', () => pbkdf2Hash('sha1', 10_000)],
    ['Firebase scrypt', () => FIREBASE],
  ])('knows the right password from a wrong one by %s', async (_name, make) => {
    const encoded = await make();
    expect(await verifyForeignHash(PASSWORD, encoded, argon2)).toBe(true);
    expect(await verifyForeignHash(`${PASSWORD}x`, encoded, argon2)).toBe(false);
  });

  it.each([
    ['bcrypt above cost 14', bcrypt.hashSync(PASSWORD, 4).replace('$04$', '$15$')],
    ['scrypt above N = 2^17', scryptHash(18)],
    ['PBKDF2 above two million', pbkdf2Hash('sha256', 2_000_001)],
    ['argon2 above 256 MiB', '$argon2id$v=19$m=262145,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg'],
    ['argon2 of eleven passes', '$argon2id$v=19$m=8,t=11,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZg'],
  ])('does not calculate %s', async (_name, encoded) => {
    const before = process.cpuUsage().user;
    expect(await verifyForeignHash(PASSWORD, encoded, argon2)).toBe(false);
    expect(process.cpuUsage().user - before).toBeLessThan(30_000);
  });

  it.each([
    '',
    'plain',
    '$2b$',
    '$scrypt$ln=1$x',
    '$pbkdf2-md5$i=1$YQ$YQ',
    '$firebase-scrypt$',
    '$argon2id$',
  ])('fits no password to %j', async (encoded) => {
    expect(await verifyForeignHash(PASSWORD, encoded, argon2)).toBe(false);
  });
});
