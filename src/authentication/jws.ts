import { type KeyObject, sign, verify } from 'node:crypto';

/**
 * Makes a JSON Web Signature with ES256 in the compact form (RFC 7515 3.1, RFC 7518 3.4). On the spot: handing a signature of
 * forty microseconds to another thread costs as much again. See docs/decisions/0083-signatures-on-the-spot.md.
 */
export function signEs256(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  key: KeyObject,
): string {
  const signed = `${encoded({ ...header, alg: 'ES256' })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/**
 * Checks the RS256 signature of a JSON Web Signature in the compact form.
 * @returns what was signed; null when the signature is not the key's
 */
export function verifyRs256(jws: string, key: KeyObject): Buffer | null {
  const end = jws.lastIndexOf('.');
  const isGenuine = verify(
    'sha256',
    Buffer.from(jws.slice(0, end)),
    key,
    Buffer.from(jws.slice(end + 1), 'base64url'),
  );
  return isGenuine ? Buffer.from(jws.slice(jws.indexOf('.') + 1, end), 'base64url') : null;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
