import { ClientProof } from '../../authentication/oauth/client-proof.js';
import { InvalidClientError, OAuthRequestError } from '../../authentication/oauth/oauth.errors.js';
import { type OAuthRequest, parameter } from '../../authentication/oauth/oauth-parameters.js';
import { type PresentedClient, presentedClient } from '../../authentication/oauth/presented-client.js';
import type { OAuthClientView } from '../../core/applications/oauth-clients.service.js';
import { RefreshRefusedError, SignInRefusedError } from '../../core/sessions/sessions.errors.js';
import { TagOAuthError } from './tag.errors.js';

const GRANTS = ['client_credentials', 'password', 'refresh_token'] as const;
export type TagGrant = (typeof GRANTS)[number];

/** @throws TagOAuthError */
export function grantOf(request: OAuthRequest): TagGrant {
  const grant = GRANTS.find((one) => one === request.grant_type);
  if (grant === undefined) {
    throw new TagOAuthError('invalid_request', 'Invalid grant_type parameter or parameter missing');
  }
  return grant;
}

/**
 * The client that asks, once it has proven itself and may use this grant.
 * @throws TagOAuthError
 */
export async function clientOf(
  proof: ClientProof,
  headers: Parameters<typeof presentedClient>[0],
  request: OAuthRequest,
  grant: TagGrant,
): Promise<OAuthClientView> {
  const client = await proveClient(proof, headers, request);
  if (!client.grantTypes.includes(grant)) {
    throw new TagOAuthError('unauthorized_client', 'The grant type is unauthorized for this client_id');
  }
  return client;
}

/** @throws TagOAuthError */
export function passwordOf(request: OAuthRequest): { username: string; password: string } {
  const [username, password] = [parameter(request, 'username'), parameter(request, 'password')];
  if (username === undefined || password === undefined) {
    throw new TagOAuthError('invalid_request', 'Missing parameters. "username" and "password" required');
  }
  return { username, password };
}

/** @throws TagOAuthError */
export function refreshTokenOf(request: OAuthRequest): string {
  const token = parameter(request, 'refresh_token');
  if (token === undefined) {
    throw new TagOAuthError('invalid_request', 'No "refresh_token" parameter found');
  }
  return token;
}

/** What the services refuse, in the words of this endpoint; anything else as it is. */
export function oauthErrorOf(error: unknown): unknown {
  if (error instanceof SignInRefusedError) {
    return new TagOAuthError('invalid_grant', 'Invalid username and password combination', error);
  }
  if (error instanceof RefreshRefusedError) {
    const description = error.isExpired ? 'Refresh token has expired' : 'Invalid refresh token';
    return new TagOAuthError('invalid_grant', description, error);
  }
  return error;
}

async function proveClient(
  proof: ClientProof,
  headers: Parameters<typeof presentedClient>[0],
  request: OAuthRequest,
): Promise<OAuthClientView> {
  try {
    const presented: PresentedClient | null = presentedClient(headers, request);
    if (presented === null || presented.id === '') {
      throw new TagOAuthError('invalid_client', 'Client id was not found in the headers or body');
    }
    return await proof.prove(presented);
  } catch (error) {
    if (error instanceof InvalidClientError) {
      throw new TagOAuthError('invalid_client', 'The client credentials are invalid', error);
    }
    throw error instanceof OAuthRequestError
      ? new TagOAuthError('invalid_request', error.message, error)
      : error;
  }
}
