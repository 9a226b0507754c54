import { describe, expect, it } from 'vitest';
import { hashOfSessionSecret, newSessionSecret, ownerOfSessionSecret } from './session-secret.js';

const OWNER = '66f0c1d2e3a4b5c6d7e8f901';
const LONGEST_ACCEPTABLE_MS = 50;

describe('session secrets', () => {
  const { secret, hash } = newSessionSecret(OWNER);

  it('are 64 capital hex characters that end with the owner, never the same', () => {
    expect(secret).toMatch(/^[0-9A-F]{64}$/);
    expect(secret.endsWith(OWNER.toUpperCase())).toBe(true);
    expect(ownerOfSessionSecret(secret)).toBe(OWNER);
    expect(new Set(Array.from({ length: 1000 }, () => newSessionSecret(OWNER).secret)).size).toBe(1000);
  });

  it('are read in any letter case', () => {
    expect(hashOfSessionSecret(secret)).toEqual(hash);
    expect(hashOfSessionSecret(secret.toLowerCase())).toEqual(hash);
    expect(hash).toHaveLength(32);
  });

  it('know a mistyped character by their checksum', () => {
    for (let index = 0; index < secret.length; index += 1) {
      const typo = secret[index] === '0' ? '1' : '0';
      expect(hashOfSessionSecret(secret.slice(0, index) + typo + secret.slice(index + 1))).toBeNull();
    }
  });

  it.each(['', 'x', secret.slice(1), `${secret}0`, ` ${secret.slice(1)}`, `${secret.slice(0, 63)}G`])(
    'are not %j',
    (text) => {
      expect(hashOfSessionSecret(text)).toBeNull();
      expect(ownerOfSessionSecret(text)).toBeNull();
    },
  );

  it('are told from anything else at once', () => {
    const startedAt = performance.now();
    for (const text of ['0'.repeat(1_000_000), 'F'.repeat(64), `${'0'.repeat(63)}\n`, 'é'.repeat(64)]) {
      expect(hashOfSessionSecret(text)).toBeNull();
    }
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_ACCEPTABLE_MS);
  });
});
