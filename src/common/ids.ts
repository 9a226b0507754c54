import { randomInt } from 'node:crypto';
import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ROLE_ID = /^rol_[A-Za-z0-9]{16}$/;
const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A new UUIDv7 (RFC 9562 5.7): sorts by creation, is public, and is never a secret. */
export function newId(): string {
  return v7();
}

/** Whether the text is shaped like a UUID, in any letter case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A new role id: `rol_` and 16 random letters or digits. */
export function newRoleId(): string {
  const letters = Array.from({ length: 16 }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]);
  return `rol_${letters.join('')}`;
}

/** Whether the text is shaped like a role id. */
export function isRoleId(text: string): boolean {
  return ROLE_ID.test(text);
}
