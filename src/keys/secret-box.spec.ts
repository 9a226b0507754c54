import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, seal, SecretBoxError } from './secret-box.js';

const key = randomBytes(32);
const plain = Buffer.from('material');

describe('the secret box', () => {
  it('gives back what was sealed', () => {
    expect(open(seal(plain, key, 'keys|1|material'), [key], 'keys|1|material')).toEqual(plain);
  });

  it('finds the right one among several keys', () => {
    expect(open(seal(plain, key, 'a'), [randomBytes(32), key], 'a')).toEqual(plain);
  });

  it('never seals twice alike', () => {
    expect(seal(plain, key, 'a')).not.toEqual(seal(plain, key, 'a'));
  });

  it.each([
    ['another key', (box: Buffer) => open(box, [randomBytes(32)], 'a')],
    ['another place', (box: Buffer) => open(box, [key], 'b')],
    [
      'a flipped bit',
      (box: Buffer) => open(Buffer.concat([box.subarray(0, -1), Buffer.of(box.at(-1)! ^ 1)]), [key], 'a'),
    ],
    ['a cut box', (box: Buffer) => open(box.subarray(0, 20), [key], 'a')],
    ['an unknown version', (box: Buffer) => open(Buffer.from(box).fill(9, 0, 1), [key], 'a')],
  ])('does not open with %s', (_name, attempt) => {
    expect(() => attempt(seal(plain, key, 'a'))).toThrow(SecretBoxError);
  });
});
