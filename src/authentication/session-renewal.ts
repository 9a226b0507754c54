import { Injectable } from '@nestjs/common';
import { ProfilesService } from '../core/profiles/profiles.service.js';
import { type RefreshAsker, SessionRefreshService } from '../core/sessions/session-refresh.service.js';
import { RefreshRefusedError } from '../core/sessions/sessions.errors.js';
import { UserDirectory } from '../core/users/user-directory.js';
import type { SignedIn } from './sign-in.service.js';

/** Keeps a session going with its refresh token. */
@Injectable()
export class SessionRenewal {
  constructor(
    private readonly refreshes: SessionRefreshService,
    private readonly directory: UserDirectory,
    private readonly profiles: ProfilesService,
  ) {}

  /**
   * @param asker who presented the token, and to which face
   * @throws RefreshRefusedError
   */
  async renew(refreshToken: string, asker: RefreshAsker = {}): Promise<SignedIn> {
    const session = await this.refreshes.refresh(refreshToken, asker);
    const account = await this.directory.find({ id: session.userId });
    if (account === null) {
      throw new RefreshRefusedError();
    }
    const profile = session.profileId === null ? null : await this.profiles.find(session.profileId);
    return { session, account, profile };
  }
}
