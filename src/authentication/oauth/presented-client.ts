import type { FastifyRequest } from 'fastify';
import { basicCredentials } from '../authorization-header.js';
import { InvalidClientError, OAuthRequestError } from './oauth.errors.js';
import { type OAuthRequest, parameter } from './oauth-parameters.js';

const BASIC = /^basic(\s|$)/i;

/** A client as it names itself, not yet believed. */
export interface PresentedClient {
  id: string;
  /** Null when only the name was sent, as public clients do. */
  secret: string | null;
}

/**
 * The client that a request to the token or revocation endpoint names, in the header or in the body (RFC 6749 2.3.1).
 * @returns null for none; an empty name with an empty secret is none, too: some tools always send the header
 * @throws InvalidClientError when the header cannot be read
 * @throws OAuthRequestError when two ways are used at once
 */
export function presentedClient(
  http: Pick<FastifyRequest, 'headers'>,
  request: OAuthRequest,
): PresentedClient | null {
  const basic = basicCredentials(http);
  if (basic === null && BASIC.test(http.headers.authorization ?? '')) {
    throw new InvalidClientError();
  }
  const fromHeader =
    basic === null || (basic.user === '' && basic.password === '')
      ? null
      : { id: basic.user, secret: basic.password };
  const [id, secret] = [parameter(request, 'client_id'), parameter(request, 'client_secret')];
  if (id === undefined && secret === undefined) {
    return fromHeader;
  }
  if (fromHeader !== null && secret !== undefined) {
    throw new OAuthRequestError(
      'invalid_request',
      'A client proves itself in the header or in the body, not in both.',
    );
  }
  return fromHeader ?? { id: id ?? '', secret: secret ?? null };
}
