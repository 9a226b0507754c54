import { Injectable } from '@nestjs/common';
import { ThrottlingConfig } from '../config/throttling.config.js';
import type { OAuthClientView } from '../core/applications/oauth-clients.service.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { ADMIN_ROLE_ID } from '../core/roles/built-in-roles.js';
import { RolesService } from '../core/roles/roles.service.js';
import { RefreshTokens } from '../core/sessions/refresh-tokens.js';
import { RefreshRefusedError } from '../core/sessions/sessions.errors.js';
import { RequestLimiter } from '../throttling/request-limiter.js';
import { TooManyRequestsError } from '../throttling/throttle.errors.js';
import { ApiKeyPrincipals } from './api-key-principals.js';
import { ApiKeyNotGoodError } from './authentication.errors.js';
import { SessionRenewal } from './session-renewal.js';
import { type SignedIn, SignInService } from './sign-in.service.js';

/** How long an opaque access token is good, unless what it stands for is over before. */
export const OPAQUE_TOKEN_SECONDS = 3_600;

/** An opaque access token that was just made. */
export interface OpaqueGrantResult {
  token: string;
  expiresInSeconds: number;
  /** What it allows, in alphabetical order. */
  permissions: string[];
}

/** An OAuth client that asks, proven, and what holds at the face it asks at. */
export interface OpaqueAsker {
  client: OAuthClientView;
  audience: string;
  /** How long its refresh tokens are good when they are not used. */
  refreshSeconds: number;
}

/** An opaque access token with what renews it. */
export interface RenewableGrant {
  token: string;
  expiresInSeconds: number;
  refreshToken: string;
}

/** Gives opaque access tokens to those who prove themselves. */
@Injectable()
export class OpaqueGrants {
  constructor(
    private readonly apiKeys: ApiKeyPrincipals,
    private readonly tokens: OpaqueTokensService,
    private readonly signIn: SignInService,
    private readonly renewal: SessionRenewal,
    private readonly refreshTokens: RefreshTokens,
    private readonly roles: RolesService,
    private readonly throttling: ThrottlingConfig,
    private readonly limiter: RequestLimiter,
  ) {}

  /**
   * Exchanges an API key for a token that may do what the key may and is over with it.
   * @param audience the face that the token will open
   * @throws ApiKeyNotGoodError, TooManyRequestsError
   */
  async forApiKey(key: string, audience: string): Promise<OpaqueGrantResult> {
    const proven = await this.apiKeys.prove(key);
    if (proven === null) {
      throw new ApiKeyNotGoodError();
    }
    const { principal, apiKeyId, generation, remainingSeconds } = proven;
    this.count(principal.userId);
    const lifetimeSeconds = Math.max(1, Math.min(OPAQUE_TOKEN_SECONDS, Math.floor(remainingSeconds)));
    const token = await this.tokens.issue({
      holder: { userId: principal.userId, apiKeyId, apiKeyGeneration: generation },
      audience,
      grant: 'api_key',
      lifetimeSeconds,
    });
    return { token, expiresInSeconds: lifetimeSeconds, permissions: [...principal.permissions].sort() };
  }

  /**
   * A token of an OAuth client for itself; it stands for nobody.
   * @throws TooManyRequestsError
   */
  async forClient({ client, audience }: OpaqueAsker): Promise<{ token: string; expiresInSeconds: number }> {
    this.count(client.id);
    const token = await this.tokens.issue({
      holder: { clientId: client.id },
      audience,
      grant: 'client_credentials',
      lifetimeSeconds: OPAQUE_TOKEN_SECONDS,
    });
    return { token, expiresInSeconds: OPAQUE_TOKEN_SECONDS };
  }

  /**
   * Signs a person in by password; administrators are answered like a wrong one.
   * @throws what `SignInService.withPassword` throws
   */
  async forPassword(identifier: string, password: string, asker: OpaqueAsker): Promise<RenewableGrant> {
    const { client, audience, refreshSeconds } = asker;
    const wish = { applicationId: client.applicationId };
    const signedIn = await this.signIn.withPassword(identifier, password, wish, {
      clientId: client.id,
      audience,
      maxIdleSeconds: refreshSeconds,
      refusesAdministrators: true,
    });
    return this.renewable(signedIn, audience, 'password');
  }

  /**
   * Renews a sign-in by password; not of somebody who has become an administrator.
   * @throws RefreshRefusedError, TooManyRequestsError
   */
  async forRefreshToken(refreshToken: string, { client, audience }: OpaqueAsker): Promise<RenewableGrant> {
    const signedIn = await this.renewal.renew(refreshToken, { clientId: client.id, audience });
    if ((await this.roles.idsOf(signedIn.account.id)).includes(ADMIN_ROLE_ID)) {
      throw new RefreshRefusedError();
    }
    this.count(signedIn.account.id);
    return this.renewable(signedIn, audience, 'refresh_token');
  }

  private async renewable(
    { session, account }: SignedIn,
    audience: string,
    grant: 'password' | 'refresh_token',
  ): Promise<RenewableGrant> {
    const token = await this.tokens.issue({
      holder: { userId: account.id, sessionId: session.id },
      audience,
      grant,
      lifetimeSeconds: OPAQUE_TOKEN_SECONDS,
    });
    const refreshToken = await this.refreshTokens.issue({ sessionId: session.id, ...session.refresh });
    return { token, expiresInSeconds: OPAQUE_TOKEN_SECONDS, refreshToken };
  }

  /** Each token is a row, so making them counts like any other request of their owner. */
  private count(caller: string): void {
    const quota = this.limiter.count(caller);
    if (this.throttling.isOn && quota.remaining < 0) {
      throw new TooManyRequestsError(quota.resetSeconds, quota);
    }
  }
}
