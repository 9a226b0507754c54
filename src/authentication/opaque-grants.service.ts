import { Injectable } from '@nestjs/common';
import { ThrottlingConfig } from '../config/throttling.config.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { RequestLimiter } from '../throttling/request-limiter.js';
import { TooManyRequestsError } from '../throttling/throttle.errors.js';
import { ApiKeyPrincipals } from './api-key-principals.js';
import { ApiKeyNotGoodError } from './authentication.errors.js';

/** How long an opaque access token is good, unless what it stands for is over before. */
export const OPAQUE_TOKEN_SECONDS = 3_600;

/** An opaque access token that was just made. */
export interface OpaqueGrantResult {
  token: string;
  expiresInSeconds: number;
  /** What it allows, in alphabetical order. */
  permissions: string[];
}

/** Gives opaque access tokens to those who prove themselves. */
@Injectable()
export class OpaqueGrants {
  constructor(
    private readonly apiKeys: ApiKeyPrincipals,
    private readonly tokens: OpaqueTokensService,
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

  /** Each token is a row, so making them counts like any other request of their owner. */
  private count(caller: string): void {
    const quota = this.limiter.count(caller);
    if (this.throttling.isOn && quota.remaining < 0) {
      throw new TooManyRequestsError(quota.resetSeconds, quota);
    }
  }
}
