import { createHash } from 'node:crypto';

const CHECKSUM_LENGTH = 6;

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, CHECKSUM_LENGTH);
}

/**
 * An opaque token: `kind_`, bytes in base64url, and six characters that tell a mistyped token from a wrong one without
 * a look-up. Scanners for leaked secrets recognise it by its kind.
 */
export function formatToken(kind: string, bytes: Buffer): string {
  const text = `${kind}_${bytes.toString('base64url')}`;
  return text + checksum(text);
}

/** @returns the bytes, or null when the text is not a token of this kind and length */
export function parseToken(kind: string, byteLength: number, token: string): Buffer | null {
  const text = token.slice(0, -CHECKSUM_LENGTH);
  if (!text.startsWith(`${kind}_`) || checksum(text) !== token.slice(-CHECKSUM_LENGTH)) {
    return null;
  }
  const bytes = Buffer.from(text.slice(kind.length + 1), 'base64url');
  return bytes.length === byteLength ? bytes : null;
}
