import { Injectable } from '@nestjs/common';
import { RefreshTokens } from '../core/sessions/refresh-tokens.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';
import type { SignedIn } from './sign-in.service.js';

/** The tokens of a session, as every door hands them out in its own words. */
export interface TokenSet {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  refreshToken: string;
  /** Whether the session has the short lifetimes of people with permissions. */
  isAdministrative: boolean;
}

/** Makes the tokens of a session. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  async issue({ session, account, permissions }: SignedIn): Promise<TokenSet> {
    return {
      accessToken: this.accessTokens.issue(session, account, permissions),
      expiresIn: ACCESS_TOKEN_SECONDS,
      refreshToken: await this.refreshTokens.issue({ sessionId: session.id, ...session.refresh }),
      isAdministrative: permissions.length > 0,
    };
  }
}
