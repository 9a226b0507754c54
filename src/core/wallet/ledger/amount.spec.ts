import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convert, formatRate, inverse, parseAmount, parseRate, remainder, smaller, total } from './amount.js';

describe('parseAmount', () => {
  it.each(['1', '9007199254740993', '99999999999999999', '100000000000000000'])(
    'reads %s exactly',
    (text) => {
      expect(parseAmount(text)?.toString()).toBe(text);
    },
  );

  it.each([
    '',
    ' ',
    '0',
    '00',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '1_000',
    '١',
    '100000000000000001',
  ])('refuses "%s"', (text) => {
    expect(parseAmount(text)).toBeNull();
  });
});

describe('rates', () => {
  it.each([
    ['200', '200'],
    ['0.005', '0.005'],
    ['1.50', '1.5'],
    ['999999999.999999999', '999999999.999999999'],
  ])('%s is kept as a fraction and shown as %s', (text, shown) => {
    expect(formatRate(parseRate(text)!)).toBe(shown);
  });

  it.each(['0', '0.0', '', '.5', '5.', '-1', '1e3', '01', '1,5', '1000000000'])('refuses "%s"', (text) => {
    expect(parseRate(text)).toBeNull();
  });

  it('cuts the inverse of three after 18 decimals', () => {
    expect(formatRate(inverse(parseRate('3')!))).toBe('0.333333333333333333');
  });
});

describe('convert', () => {
  it('buys 200.00 credits for 1.00', () => {
    expect(convert(100n, parseRate('200')!, 2, 2)).toEqual({ used: 100n, rest: 0n, result: 20_000n });
  });

  it('leaves to the rounding account what bought nothing', () => {
    expect(convert(350n, inverse(parseRate('200')!), 2, 2)).toEqual({ used: 200n, rest: 150n, result: 1n });
  });

  it('never creates value: there and back gives at most what was paid', () => {
    const amounts = fc.bigInt(1n, 10n ** 17n);
    const parts = fc.bigInt(1n, 10n ** 9n);
    const scales = fc.integer({ min: 0, max: 18 });
    fc.assert(
      fc.property(amounts, parts, parts, scales, scales, (amount, numerator, denominator, from, to) => {
        const rate = { numerator, denominator };
        const there = convert(amount, rate, from, to);
        expect(there.used + there.rest).toBe(amount);
        expect(there.used >= 0n && there.rest >= 0n).toBe(true);
        const back = convert(there.result, inverse(rate), to, from);
        expect(back.result <= amount).toBe(true);
      }),
    );
  });
});

it('adds, takes away and compares', () => {
  expect([total([1n, 2n, 3n]), remainder(5n, 3n), remainder(3n, 5n), smaller(2n, 3n)]).toEqual([
    6n,
    2n,
    0n,
    2n,
  ]);
});
