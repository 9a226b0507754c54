import type { FastifyRequest } from 'fastify';

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;
const BARE = /^[A-Za-z0-9._~+/=-]+$/;
const MAX_TOKEN_LENGTH = 8_192;

/**
 * The token of `Authorization: Bearer` (RFC 6750 2.1), null when there is none of that form. Mounts that say so take the
 * token alone as well.
 */
export function bearerToken({ headers, mount }: Pick<FastifyRequest, 'headers' | 'mount'>): string | null {
  const header = headers.authorization;
  if (header === undefined || header.length > MAX_TOKEN_LENGTH) {
    return null;
  }
  const token = BEARER.exec(header)?.[1];
  return token ?? (mount.acceptsBareTokens === true && BARE.test(header) ? header : null);
}

const BASIC = /^Basic +([A-Za-z0-9+/_-]*={0,2}) *$/i;

/** User and password of `Authorization: Basic` (RFC 7617), null when the header has another form. */
export function basicCredentials(
  request: Pick<FastifyRequest, 'headers'>,
): { user: string; password: string } | null {
  const encoded = BASIC.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) {
    return null;
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
