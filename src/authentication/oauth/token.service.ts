import { Injectable } from '@nestjs/common';
import { isUuid } from '../../common/ids.js';
import { ApplicationNotFoundError } from '../../core/applications/applications.errors.js';
import {
  CLIENT_GRANT_TYPES,
  type ClientGrantType,
  type OAuthClientView,
} from '../../core/applications/oauth-clients.service.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access-tokens.js';
import { SessionRenewal } from '../session-renewal.js';
import { SessionTokens } from '../session-tokens.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { ApiKeyGrant } from './api-key-grant.js';
import { ClientProof } from './client-proof.js';
import { GRANT_TYPES } from './dto/token-request.dto.js';
import { InvalidClientError, OAuthRequestError } from './oauth.errors.js';
import { needed, type OAuthRequest } from './oauth-parameters.js';
import type { PresentedClient } from './presented-client.js';

/** What a grant gives. */
export interface GrantedTokens {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  refreshToken: string | null;
}

/** The grants of the token endpoint. */
@Injectable()
export class TokenService {
  constructor(
    private readonly signIn: SignInService,
    private readonly renewal: SessionRenewal,
    private readonly tokens: SessionTokens,
    private readonly accessTokens: AccessTokens,
    private readonly apiKeyGrant: ApiKeyGrant,
    private readonly clientProof: ClientProof,
  ) {}

  /**
   * @param presented the client that the request names; those of people's own devices name none
   * @throws OAuthRequestError, ParameterMissingError, InvalidClientError, SignInRefusedError, RefreshRefusedError
   */
  async grant(request: OAuthRequest, presented: PresentedClient | null): Promise<GrantedTokens> {
    const grantType = needed(request, 'grant_type');
    if (grantType === 'client_credentials' && (presented === null || isApiKey(presented))) {
      return this.grantToKey(presented);
    }
    // RFC 6749 5.2: whoever names a client must prove to be it, whatever the grant.
    const client = presented === null ? null : await this.clientProof.prove(presented);
    if (!isGrantType(grantType)) {
      throw new OAuthRequestError(
        'unsupported_grant_type',
        `Supported grants are ${GRANT_TYPES.join(', ')}.`,
      );
    }
    if (client !== null && !client.grantTypes.includes(grantType)) {
      throw new OAuthRequestError('unauthorized_client', 'The client may not use this grant.');
    }
    if (client !== null && grantType === 'client_credentials') {
      // No refresh token: the client can ask again (RFC 6749 4.4.3).
      const accessToken = this.accessTokens.issueForClient(client);
      return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, refreshToken: null };
    }
    return this.tokens.issue(await this.signedIn(grantType, request, client));
  }

  /** RFC 6749 4.4: only a client that proves itself gets this grant; an API key is its own client. */
  private grantToKey(presented: PresentedClient | null): Promise<GrantedTokens> {
    if (presented === null || presented.secret === null) {
      throw new InvalidClientError();
    }
    return this.apiKeyGrant.grant(presented.id, presented.secret);
  }

  private async signedIn(
    grantType: ClientGrantType,
    request: OAuthRequest,
    client: OAuthClientView | null,
  ): Promise<SignedIn> {
    if (grantType === 'refresh_token') {
      return this.renewal.renew(needed(request, 'refresh_token'), { clientId: client?.id });
    }
    const [username, password] = [needed(request, 'username'), needed(request, 'password')];
    if (client === null) {
      return this.signIn.withPassword(username, password);
    }
    try {
      const wish = { applicationId: client.applicationId };
      return await this.signIn.withPassword(username, password, wish, { clientId: client.id });
    } catch (error) {
      // The application went in between, and the client with it.
      throw error instanceof ApplicationNotFoundError ? new InvalidClientError() : error;
    }
  }
}

/** The ids of OAuth clients are UUIDs, the prefixes of API keys never are. */
function isApiKey({ id }: PresentedClient): boolean {
  return !isUuid(id);
}

function isGrantType(text: string): text is ClientGrantType {
  return (CLIENT_GRANT_TYPES as readonly string[]).includes(text);
}
