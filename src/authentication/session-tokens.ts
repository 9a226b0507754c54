import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { RefreshTokens } from '../core/sessions/refresh-tokens.js';
import type { SessionView } from '../core/sessions/session.row.js';
import { RolesService } from '../core/roles/roles.service.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.js';

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
    private readonly roles: RolesService,
  ) {}

  async issue(session: SessionView, account: Account): Promise<TokenSet> {
    const permissions = await this.roles.permissionsOfRoles(account.roles.map((role) => role.id));
    return {
      accessToken: await this.accessTokens.issue(session, account, permissions),
      expiresIn: ACCESS_TOKEN_SECONDS,
      refreshToken: await this.refreshTokens.issue({ sessionId: session.id, ...session.refresh }),
      isAdministrative: permissions.length > 0,
    };
  }
}
