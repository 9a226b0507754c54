import { Injectable } from '@nestjs/common';
import { ProfilesService } from '../core/profiles/profiles.service.js';
import { type RefreshAsker, SessionRefreshService } from '../core/sessions/session-refresh.service.js';
import type { SessionView } from '../core/sessions/session.row.js';
import { RefreshRefusedError } from '../core/sessions/sessions.errors.js';
import { SignInAccounts } from './sign-in-accounts.js';
import type { SignedIn } from './sign-in.service.js';

/** Keeps a session going with its refresh token. */
@Injectable()
export class SessionRenewal {
  constructor(
    private readonly refreshes: SessionRefreshService,
    private readonly accounts: SignInAccounts,
    private readonly profiles: ProfilesService,
  ) {}

  /**
   * @param asker who presented the token, and to which face
   * @throws RefreshRefusedError
   */
  async renew(refreshToken: string, asker: RefreshAsker = {}): Promise<SignedIn> {
    const signedIn = await this.resume(await this.refreshes.refresh(refreshToken, asker));
    if (signedIn === null) {
      throw new RefreshRefusedError();
    }
    return signedIn;
  }

  /** Whose an open session is, and with which profile; null when the account is gone. */
  async resume(session: SessionView): Promise<SignedIn | null> {
    const found = await this.accounts.find(session.userId);
    if (found === null) {
      return null;
    }
    const profile = session.profileId === null ? null : await this.profiles.find(session.profileId);
    return { session, ...found, profile };
  }
}
