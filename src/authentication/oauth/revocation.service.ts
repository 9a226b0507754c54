import { Injectable } from '@nestjs/common';
import { SessionRefreshService } from '../../core/sessions/session-refresh.service.js';
import { SessionsService } from '../../core/sessions/sessions.service.js';
import { AccessTokens } from '../access-tokens.js';
import { InvalidClientError, OAuthRequestError } from './oauth.errors.js';
import { needed, type OAuthRequest } from './oauth-parameters.js';
import type { PresentedClient } from './presented-client.js';

/** Revocation of tokens (RFC 7009). Whoever holds a token may give it up. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly refreshes: SessionRefreshService,
    private readonly sessions: SessionsService,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * Ends the session that a refresh or access token belongs to, and with it every token of the session. A token that is
   * unknown, expired or revoked already changes nothing and is no error (RFC 7009 2.2). The kind is seen from the token,
   * so `token_type_hint` is not needed. Tokens made with an API key have no session: they are over with the key, and
   * whoever asks is told so (RFC 7009 2.2.1) instead of trusting in a revocation that did not happen.
   * @throws InvalidClientError, OAuthRequestError, ParameterMissingError
   */
  async revoke(request: OAuthRequest, client: PresentedClient | null): Promise<void> {
    if (client !== null) {
      throw new InvalidClientError();
    }
    const token = needed(request, 'token');
    const claims = await this.accessTokens.verify(token);
    if (claims === null) {
      await this.refreshes.revoke(token);
    } else if ('akid' in claims) {
      throw new OAuthRequestError(
        'unsupported_token_type',
        'A token made with an API key is over with the key. Revoke the key.',
      );
    } else {
      await this.sessions.endByToken(claims.sub, claims.sid);
    }
  }
}
