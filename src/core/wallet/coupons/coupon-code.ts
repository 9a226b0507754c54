import { createHash, randomInt } from 'node:crypto';

/** Without letters and digits that are mistaken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const GROUPS = 4;
const GROUP_LENGTH = 4;
const ENDING_LENGTH = 4;
const HIDDEN_LENGTH = 2;
const MIN_LENGTH = 4;

/** A new code of 80 random bits, such as `7KQ2-M4XD-9WTH-C3PZ`. */
export function newCouponCode(): string {
  const group = (): string =>
    Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** What a code is recognised by: SHA-256 of it without regard to letter case, hyphens and blanks. */
export function couponCodeHash(code: string): Buffer {
  return createHash('sha256')
    .update(`coupon code\0${essence(code)}`)
    .digest();
}

/** Whether enough is left of a chosen code without hyphens and blanks. */
export function isLongEnough(code: string): boolean {
  return [...essence(code)].length >= MIN_LENGTH;
}

function essence(code: string): string {
  return code.normalize('NFKC').toUpperCase().replace(/[\s-]/gu, '');
}

/** What is shown of a code: its last four characters, fewer of a very short one. */
export function couponCodeEnding(code: string): string {
  const characters = [...code];
  return characters.slice(Math.max(HIDDEN_LENGTH, characters.length - ENDING_LENGTH)).join('');
}
