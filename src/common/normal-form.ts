import { domainToASCII } from 'node:url';
import { isUuid, isRoleId } from './ids.js';

/** Unicode case folding: lower-casing alone leaves ß, ſ, ς apart from what they fold to. */
export function foldCase(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('ς', 'σ');
}

const MAX_EMAIL_LENGTH = 254;
const MAX_LOCAL_PART_LENGTH = 64;
const MAX_USERNAME_LENGTH = 64;
const ELEMENTS_ID = /^[0-9a-f]{24}$/i;
const RESERVED_USERNAMES = new Set(['me', 'new', 'current', '.', '..']);

/**
 * The form an e-mail address is compared in: NFKC, trimmed, lower-cased, the domain in ASCII.
 * Dots and +tags stay, since only the receiving server knows what they mean.
 * @returns null when the text is no address
 */
export function emailKey(typed: string): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase();
  const at = text.indexOf('@');
  if (at <= 0 || at !== text.lastIndexOf('@') || /[\s\p{C}\p{Z},;<>()[\]\\"]/u.test(text)) {
    return null;
  }
  const local = text.slice(0, at);
  const domain = domainToASCII(text.slice(at + 1));
  if (
    local.length > MAX_LOCAL_PART_LENGTH ||
    local.length + domain.length + 1 > MAX_EMAIL_LENGTH ||
    !isHostName(domain)
  ) {
    return null;
  }
  return `${local}@${domain}`;
}

function isHostName(domain: string): boolean {
  const labels = domain.split('.');
  return labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label));
}

/**
 * The form a user name is compared in: NFKC and case-folded.
 * @returns null when the text cannot be a user name: empty, longer than 64, with a blank, control character or `@`,
 * shaped like an id, or reserved
 */
export function usernameKey(typed: string): string | null {
  const key = foldCase(typed);
  const length = [...key].length;
  const isRefused =
    length === 0 ||
    length > MAX_USERNAME_LENGTH ||
    [...typed].length > MAX_USERNAME_LENGTH ||
    /[\s\p{C}\p{Z}@]/u.test(key) ||
    RESERVED_USERNAMES.has(key) ||
    isShapedLikeAnId(key);
  return isRefused ? null : key;
}

function isShapedLikeAnId(key: string): boolean {
  return isUuid(key) || ELEMENTS_ID.test(key) || isRoleId(key) || key.includes('|');
}
