import { describe, expect, it } from 'vitest';
import { formatAmount, parseDecimal, worth } from './amount.js';

describe('an amount in whole units', () => {
  it.each([
    [0n, 2, '0'],
    [1n, 2, '0.01'],
    [-1n, 2, '-0.01'],
    [1_234n, 2, '12.34'],
    [1_200n, 2, '12'],
    [-120n, 2, '-1.2'],
    [7n, 0, '7'],
    [10n ** 17n, 2, '1000000000000000'],
    [99_999_999_999_999_999n, 18, '0.099999999999999999'],
  ])('%s with %s decimals is written %s', (amountMinor, scale, text) => {
    expect(formatAmount(amountMinor, scale)).toBe(text);
  });

  it.each([
    ['2.5', 200n, 2, 50_000n],
    ['0.3', 3n, 0, 0n],
    ['1', 1n, 18, 10n ** 18n],
    ['0', 200n, 2, 0n],
  ])('%s at %s is worth, with %s decimals, %s', (text, rate, scale, minor) => {
    expect(worth(parseDecimal(text)!, { numerator: rate, denominator: 1n }, scale)).toBe(minor);
  });

  it.each(['', '-1', '+1', '1.', '.5', '1e3', ' 1', '1,5', '1'.repeat(18)])('is not %j', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});
