import { describe, expect, it } from 'vitest';
import {
  APPLICATION_NAME,
  DISPLAY_NAME,
  FIRST_NAME,
  isEmailLike,
  isPhone,
  LAST_NAME,
  NO_BLANKS,
} from './elements.patterns.js';

const LONGEST_ACCEPTABLE_MS = 50;
const isWhole = (pattern: RegExp) => (text: string) => pattern.test(text);

describe('the patterns of the document, matched whole', () => {
  it.each<[string, (text: string) => boolean, string[], string[]]>([
    ['name', isWhole(NO_BLANKS), ['a', 'ä-1_2', 'user@example'], ['', ' ', 'a b', 'a\t', ' a', 'a\n']],
    [
      'firstName',
      isWhole(FIRST_NAME),
      ['Al', 'A1 b', 'x'.repeat(20)],
      ['', 'A', 'x'.repeat(21), 'É1', 'a-b', 'ab\n'],
    ],
    ['lastName', isWhole(LAST_NAME), ['abc', 'x'.repeat(30)], ['ab', 'x'.repeat(31), "O'Neil"]],
    [
      'displayName',
      isWhole(DISPLAY_NAME),
      ['Ab', 'äa', "O'Neil-2_.", 'x y'],
      ['', 'A', ' ab', '_ab', '-a', '.a', "'a", 'aä'],
    ],
    ['application', isWhole(APPLICATION_NAME), ['ab', 'a_b1', '-a'], ['', 'a', '_ab', 'a b', 'a-b']],
    ['email', isEmailLike, ['a@b', 'a@b@c', '@@a', 'a b@c'], ['', '@', 'a@', '@a', 'ab', '@@']],
    [
      'phone',
      isPhone,
      ['12345678', '+1 (212) 555-0100', '1.2.3.4.5.6.7.8', '123456789012345', '(1234) 567/8'],
      ['', '1234567', '1234567890123456', '12345678a', '１２３４５６７８', '#12345678'],
    ],
  ])('%s', (_name, matches, good, bad) => {
    expect(good.filter((text) => !matches(text))).toEqual([]);
    expect(bad.filter(matches)).toEqual([]);
  });

  it.each<[string, (text: string) => boolean, string]>([
    ['phone', isPhone, `${'-'.repeat(65_000)}x`],
    ['phone', isPhone, `${'1-'.repeat(32)}x`],
    ['phone', isPhone, `${' '.repeat(63)}x`],
    ['email', isEmailLike, '@'.repeat(65_000)],
    ['email', isEmailLike, `${'a'.repeat(65_000)}`],
    ['name', isWhole(NO_BLANKS), `${'a'.repeat(65_000)} `],
    ['firstName', isWhole(FIRST_NAME), `${'a '.repeat(32_000)}-`],
    ['displayName', isWhole(DISPLAY_NAME), `${"a'".repeat(32_000)}!`],
    ['application', isWhole(APPLICATION_NAME), `${'a'.repeat(65_000)}-`],
  ])('%s answers at once for hostile input', (_name, matches, text) => {
    const startedAt = performance.now();
    matches(text);
    expect(performance.now() - startedAt).toBeLessThan(LONGEST_ACCEPTABLE_MS);
  });
});
