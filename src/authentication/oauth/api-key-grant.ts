import { Injectable } from '@nestjs/common';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../access-tokens.js';
import { ApiKeyPrincipals } from '../api-key-principals.js';
import { InvalidClientError } from './oauth.errors.js';

/** An access token without a refresh token: whoever holds the key can ask again. */
export interface KeyGrant {
  accessToken: string;
  /** Seconds; never longer than the key lives. */
  expiresIn: number;
  refreshToken: null;
}

/**
 * Exchanges an API key for an access token (RFC 6749 4.4). The token may do what the key may, names the key and which of
 * its secrets it was made with, and is over with that.
 */
@Injectable()
export class ApiKeyGrant {
  constructor(
    private readonly principals: ApiKeyPrincipals,
    private readonly accessTokens: AccessTokens,
  ) {}

  /**
   * @param clientId the prefix of the key
   * @param clientSecret the whole key
   * @throws InvalidClientError
   */
  async grant(clientId: string, clientSecret: string): Promise<KeyGrant> {
    const proven = await this.principals.prove(clientSecret);
    if (proven === null || proven.prefix !== clientId) {
      throw new InvalidClientError();
    }
    const expiresIn = Math.max(1, Math.min(ACCESS_TOKEN_SECONDS, Math.floor(proven.remainingSeconds)));
    return {
      accessToken: this.accessTokens.issueForKey(proven, expiresIn),
      expiresIn,
      refreshToken: null,
    };
  }
}
