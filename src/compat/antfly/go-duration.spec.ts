import { describe, expect, it } from 'vitest';
import { parseGoDuration } from './go-duration.js';

const HOUR = 3_600_000;

describe('a duration of Go', () => {
  it.each([
    ['720h', 720 * HOUR],
    ['1h30m', 1.5 * HOUR],
    ['1.5h', 1.5 * HOUR],
    ['.5h', HOUR / 2],
    ['1.h', HOUR],
    ['+90m', 1.5 * HOUR],
    ['1h1m1s1ms', HOUR + 61_001],
    ['1500us', 2],
    ['1500µs', 2],
    ['1ns', 1],
    ['2562047h', 2_562_047 * HOUR],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseGoDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '0',
    '0s',
    '-1h',
    '+',
    'h',
    '1',
    '1d',
    '1 h',
    '1h ',
    '1h-1m',
    '1e3h',
    '..5h',
    '99999999999h',
    '1h'.repeat(40),
  ])('%j is none', (text) => {
    expect(parseGoDuration(text)).toBeNull();
  });
});
