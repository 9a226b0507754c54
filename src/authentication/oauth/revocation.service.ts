import { Injectable } from '@nestjs/common';
import { SessionRefreshService } from '../../core/sessions/session-refresh.service.js';
import { SessionsService } from '../../core/sessions/sessions.service.js';
import { AccessTokens } from '../access-tokens.js';
import { ClientProof } from './client-proof.js';
import { OAuthRequestError } from './oauth.errors.js';
import { needed, type OAuthRequest } from './oauth-parameters.js';
import type { PresentedClient } from './presented-client.js';

/** Revocation of tokens (RFC 7009). Whoever holds a token may give it up. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly refreshes: SessionRefreshService,
    private readonly sessions: SessionsService,
    private readonly accessTokens: AccessTokens,
    private readonly clientProof: ClientProof,
  ) {}

  /**
   * Ends the session that a refresh or access token belongs to, and with it every token of the session. A token that is
   * unknown, expired or revoked already changes nothing and is no error (RFC 7009 2.2). The kind is seen from the token,
   * so `token_type_hint` is not needed. Tokens made with an API key, or of a client for itself, have no session: they are
   * over with the key or the client, and whoever asks is told so (RFC 7009 2.2.1) instead of trusting in a revocation
   * that did not happen.
   * @param presented a client that is named must prove itself, and the token be its own (RFC 7009 2.1)
   * @throws InvalidClientError, OAuthRequestError, ParameterMissingError, RefreshRefusedError
   */
  async revoke(request: OAuthRequest, presented: PresentedClient | null): Promise<void> {
    const client = presented === null ? null : await this.clientProof.prove(presented);
    const token = needed(request, 'token');
    const claims = await this.accessTokens.verify(token);
    if (claims === null) {
      await this.refreshes.revoke(token, client?.id);
      return;
    }
    if (client !== null && claims.client_id !== client.id) {
      throw new OAuthRequestError('invalid_grant', 'The token was not issued to this client.');
    }
    if (!('sid' in claims)) {
      throw new OAuthRequestError(
        'unsupported_token_type',
        'A token made with an API key or by a client for itself is over with that. Revoke the key or delete the client.',
      );
    }
    await this.sessions.endByToken(claims.sub, claims.sid);
  }
}
