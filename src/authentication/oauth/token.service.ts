import { Injectable } from '@nestjs/common';
import { SessionRenewal } from '../session-renewal.js';
import { SessionTokens } from '../session-tokens.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { ApiKeyGrant } from './api-key-grant.js';
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
    private readonly apiKeyGrant: ApiKeyGrant,
  ) {}

  /**
   * @param client the client that the request names; those of people's own devices name none
   * @throws OAuthRequestError, ParameterMissingError, InvalidClientError, SignInRefusedError, RefreshRefusedError
   */
  async grant(request: OAuthRequest, client: PresentedClient | null): Promise<GrantedTokens> {
    const grantType = needed(request, 'grant_type');
    if (grantType === 'client_credentials') {
      return this.grantToClient(client);
    }
    // RFC 6749 5.2: whoever names a client must prove to be it, whatever the grant. Nobody is registered as one.
    if (client !== null) {
      throw new InvalidClientError();
    }
    const { session, account } = await this.signedIn(grantType, request);
    return this.tokens.issue(session, account);
  }

  /** RFC 6749 4.4: only a client that proves itself gets this grant; an API key is its own client. */
  private grantToClient(client: PresentedClient | null): Promise<GrantedTokens> {
    if (client === null || client.secret === null) {
      throw new InvalidClientError();
    }
    return this.apiKeyGrant.grant(client.id, client.secret);
  }

  private signedIn(grantType: string, request: OAuthRequest): Promise<SignedIn> {
    switch (grantType) {
      case 'password':
        return this.signIn.withPassword(needed(request, 'username'), needed(request, 'password'));
      case 'refresh_token':
        return this.renewal.renew(needed(request, 'refresh_token'));
      default:
        throw new OAuthRequestError(
          'unsupported_grant_type',
          'Supported grants are password, refresh_token and client_credentials.',
        );
    }
  }
}
