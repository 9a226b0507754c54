import { describe, expect, it } from 'vitest';
import { contextWords, strengthOf, withoutWords } from './password-strength.js';

describe('contextWords', () => {
  it('takes names, the address and its parts, longest first, and the product itself', () => {
    expect(contextWords({ email: 'Ada.Lovelace@example.com', username: 'AL', firstName: null })).toEqual([
      'ada.lovelace@example.com',
      'latchkey',
      'lovelace',
      'example',
      'ada',
    ]);
  });
});

describe('withoutWords', () => {
  it('leaves what nobody could know', () => {
    expect(withoutWords('Lovelace-1815', ['lovelace'])).toBe('-1815');
  });
});

describe('strengthOf', () => {
  it.each([
    ['', 0],
    ['aaaaaaaaaaaaaaaaaaaa', 0],
    ['1234567890', 0],
    ['12345678', 0],
    ['kqzvmwpt', 2],
    ['correct horse', 3],
    ['correct horse battery', 4],
    ['xK9#mQ2$vL7!', 3],
  ])('of "%s" is %d', (password, strength) => {
    expect(strengthOf(password)).toBe(strength);
  });
});
