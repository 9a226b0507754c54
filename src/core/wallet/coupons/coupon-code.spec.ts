import { expect, it } from 'vitest';
import { couponCodeEnding, couponCodeHash, isLongEnough, newCouponCode } from './coupon-code.js';

it('makes codes that differ', () => {
  const codes = new Set(Array.from({ length: 1_000 }, newCouponCode));
  expect(codes.size).toBe(1_000);
  expect([...codes].every((code) => /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/.test(code))).toBe(true);
});

it('recognises a code in any letter case, with and without hyphens', () => {
  const typed = ['ABCD-EFGH', 'abcd-efgh', 'ABCDEFGH', ' abcd efgh '];
  expect(new Set(typed.map((code) => couponCodeHash(code).toString('hex'))).size).toBe(1);
  expect(couponCodeHash('ABCD-EFGJ').equals(couponCodeHash('ABCD-EFGH'))).toBe(false);
});

it.each([
  ['7KQ2-M4XD-9WTH-C3PZ', 'C3PZ'],
  ['WELCOME', 'COME'],
  ['FIVE5', 'VE5'],
  ['FOUR', 'UR'],
])('shows of %s only %s', (code, ending) => {
  expect(couponCodeEnding(code)).toBe(ending);
});

it.each([
  ['FOUR', true],
  ['F-O U-R', true],
  ['ﬁfe', true],
  ['A-B-C', false],
  ['- - - -', false],
])('takes %s for long enough: %s', (code, isEnough) => {
  expect(isLongEnough(code)).toBe(isEnough);
});
