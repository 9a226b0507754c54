import { createHash, randomBytes } from 'node:crypto';
import { formatToken, parseToken } from '../../common/tokens.js';

const KIND = 'lko';
const TOKEN_BYTES = 32;

/** A new token `lko_<random><checksum>`. */
export function newOpaqueToken(): string {
  return formatToken(KIND, randomBytes(TOKEN_BYTES));
}

/** Whether a text can be an opaque token and nothing else, by its beginning. */
export function looksLikeOpaqueToken(text: string): boolean {
  return text.startsWith(`${KIND}_`);
}

/** @returns what is stored of a token, null when the text is none: the checksum tells without a look-up */
export function hashOfOpaqueToken(token: string): Buffer | null {
  return parseToken(KIND, TOKEN_BYTES, token) === null ? null : createHash('sha256').update(token).digest();
}
