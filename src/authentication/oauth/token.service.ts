import { Injectable } from '@nestjs/common';
import { SessionRenewal } from '../session-renewal.js';
import { SessionTokens, type TokenSet } from '../session-tokens.js';
import { type SignedIn, SignInService } from '../sign-in.service.js';
import { InvalidClientError, OAuthRequestError } from './oauth.errors.js';
import { needed, type OAuthRequest } from './oauth-parameters.js';
import type { PresentedClient } from './presented-client.js';

/** The grants of the token endpoint. */
@Injectable()
export class TokenService {
  constructor(
    private readonly signIn: SignInService,
    private readonly renewal: SessionRenewal,
    private readonly tokens: SessionTokens,
  ) {}

  /**
   * @param client the client that the request names; those of people's own devices name none
   * @throws OAuthRequestError, ParameterMissingError, InvalidClientError, SignInRefusedError, RefreshRefusedError
   */
  async grant(request: OAuthRequest, client: PresentedClient | null): Promise<TokenSet> {
    // RFC 6749 5.2: whoever names a client must prove to be it, whatever the grant. Nobody is registered as one.
    if (client !== null) {
      throw new InvalidClientError();
    }
    const { session, account } = await this.signedIn(request);
    return this.tokens.issue(session, account);
  }

  private signedIn(request: OAuthRequest): Promise<SignedIn> {
    switch (needed(request, 'grant_type')) {
      case 'password':
        return this.signIn.withPassword(needed(request, 'username'), needed(request, 'password'));
      case 'refresh_token':
        return this.renewal.renew(needed(request, 'refresh_token'));
      case 'client_credentials':
        // RFC 6749 4.4: for clients that proved themselves, and this request names none.
        throw new InvalidClientError();
      default:
        throw new OAuthRequestError(
          'unsupported_grant_type',
          'Supported grants are password, refresh_token and client_credentials.',
        );
    }
  }
}
