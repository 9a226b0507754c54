import { describe, expect, it } from 'vitest';
import { hasBadCharacter, hasBadCharacterInLines } from './strict-text.js';

const REFUSED_EVERYWHERE = [
  '\u0000',
  '\u0008',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u009f',
  '\ud800',
  '\udfff',
  '\ude00\ud83d',
  '\u061c',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
];
const ACCEPTED = [
  '',
  'a',
  ' ',
  '~',
  '\u00a0',
  'é',
  'Ω',
  'שלום',
  '\u200d',
  '\u2028',
  '\ufeff',
  '👩‍👩‍👧',
  '\u{10ffff}',
];

describe('characters in strings', () => {
  it.each(REFUSED_EVERYWHERE)('refuses %j wherever it stands', (character) => {
    for (const text of [character, `a${character}`, `${character}a`, `é👍${character}👍`]) {
      expect(hasBadCharacter(text)).toBe(true);
      expect(hasBadCharacterInLines(text)).toBe(true);
    }
  });

  it.each(ACCEPTED)('accepts %j', (text) => {
    expect(hasBadCharacter(text)).toBe(false);
    expect(hasBadCharacterInLines(text)).toBe(false);
  });

  it.each(['\t', '\n', '\r'])('accepts %j in text of several lines only', (character) => {
    expect(hasBadCharacter(`a${character}b`)).toBe(true);
    expect(hasBadCharacterInLines(`a${character}b`)).toBe(false);
  });
});
