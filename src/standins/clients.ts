import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { jwtVerify } from 'jose';
import { StandinRefusal, type StandinRequest } from './exchange.js';

/** An application as it is registered in the console of Google or Facebook. */
export interface SecretClient {
  id: string;
  secret: string;
  /** Where it may be sent back to, compared as text. */
  redirectUris: readonly string[];
}

/** A services id as it is registered at Apple, with the key its secrets are signed with. */
export interface AppleClient {
  id: string;
  teamId: string;
  keyId: string;
  publicKey: KeyObject;
  redirectUris: readonly string[];
}

/** Who may use the stand-ins. */
export interface StandinClients {
  google: readonly SecretClient[];
  apple: readonly AppleClient[];
  facebook: readonly SecretClient[];
  /** Ids of projects; Firebase has no other kind of client here. */
  firebase: readonly string[];
}

/** Apple allows six months. */
const MAX_SECRET_LIFETIME_SECONDS = 15_777_000;

/** @throws StandinRefusal when the client is unknown or its secret wrong (RFC 6749 2.3.1: in the body or by Basic) */
export function authenticateBySecret(
  clients: readonly SecretClient[],
  { form, query, authorization }: StandinRequest,
): SecretClient {
  const basic = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(authorization ?? '');
  const [id, secret] =
    basic === null
      ? [form.client_id ?? query.client_id, form.client_secret ?? query.client_secret]
      : Buffer.from(basic[1], 'base64').toString().split(':', 2).map(decodeFormPart);
  const client = clients.find((one) => one.id === id);
  if (client === undefined || !isSame(secret ?? '', client.secret)) {
    throw new StandinRefusal('invalid_client', 'The client is unknown, or its secret is wrong.', 401);
  }
  return client;
}

/**
 * Apple's way: the secret is a JWT that the client signs with its own key.
 * @throws StandinRefusal
 */
export async function authenticateByJwt(
  clients: readonly AppleClient[],
  issuer: string,
  { form }: StandinRequest,
): Promise<AppleClient> {
  const client = clients.find((one) => one.id === form.client_id);
  if (client === undefined) {
    throw new StandinRefusal('invalid_client', 'The client is unknown.');
  }
  try {
    const { payload, protectedHeader } = await jwtVerify(form.client_secret ?? '', client.publicKey, {
      algorithms: ['ES256'],
      issuer: client.teamId,
      subject: client.id,
      audience: issuer,
      requiredClaims: ['iat', 'exp'],
    });
    if (protectedHeader.kid !== client.keyId || payload.exp! - payload.iat! > MAX_SECRET_LIFETIME_SECONDS) {
      throw new Error('wrong key id, or good for too long');
    }
  } catch {
    const description =
      'The client secret must be an ES256 JWT: kid the key id, iss the team, sub the client, aud the issuer, at most six months.';
    throw new StandinRefusal('invalid_client', description);
  }
  return client;
}

export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** RFC 6749 2.3.1: both parts are form-encoded before they become Basic credentials. */
function decodeFormPart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
