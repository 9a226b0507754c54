import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { UnauthenticatedError } from '../authorization/authorization.errors.js';
import { OAuthClientsService } from '../core/applications/oauth-clients.service.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { AccessTokens } from './access-tokens.js';
import { TokenExpiredError } from './authentication.errors.js';
import { OpaqueTokenPrincipals } from './opaque-token-principals.js';
import { SessionPrincipals } from './session-principals.js';
import { type SignUpInput, SignUpService } from './sign-up.service.js';

/** Sign-up where applications do it for people: it is the application that has to prove itself, once there is one that can. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly clients: OAuthClientsService,
    private readonly tokens: OpaqueTokensService,
    private readonly opaquePrincipals: OpaqueTokenPrincipals,
    private readonly accessTokens: AccessTokens,
    private readonly sessionPrincipals: SessionPrincipals,
    private readonly signUps: SignUpService,
  ) {}

  /**
   * Makes an account without signing it in. As soon as any OAuth client may get tokens for itself, one of those, or of a
   * person, is needed.
   * @param token as presented, null for none
   * @throws UnauthenticatedError, TokenExpiredError and what `SignUpService.register` throws
   */
  async register(
    input: Omit<SignUpInput, 'profile'>,
    token: string | null,
    audience: string,
  ): Promise<Account> {
    this.signUps.assertOpen();
    if (await this.clients.hasAny('client_credentials')) {
      await this.assertGood(token, audience);
    }
    return (await this.signUps.register(input)).account;
  }

  private async assertGood(token: string | null, audience: string): Promise<void> {
    if (token === null) {
      throw new UnauthenticatedError(false);
    }
    const caller = await this.opaquePrincipals.find(token, audience);
    if (caller !== null || (await this.isSigned(token))) {
      return;
    }
    switch (await this.tokens.explain(token, audience)) {
      case 'of_client':
        return;
      case 'expired':
        throw new TokenExpiredError();
      case 'unknown':
        throw new UnauthenticatedError(true);
    }
  }

  /** Whether it is an access token of our own API, of a session or a client that is still there. */
  private async isSigned(token: string): Promise<boolean> {
    const claims = await this.accessTokens.verify(token);
    if (claims === null || 'akid' in claims) {
      return false;
    }
    return 'sid' in claims
      ? (await this.sessionPrincipals.read(claims.sid, claims.sub)) !== null
      : (await this.clients.find(claims.client_id)) !== null;
  }
}
