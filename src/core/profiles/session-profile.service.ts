import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ApplicationsService } from '../applications/applications.service.js';
import { SessionPurposes } from '../sessions/session-purposes.service.js';
import type { SessionView } from '../sessions/session.row.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { ProfileNotFoundError } from './profiles.errors.js';
import { ProfilesService } from './profiles.service.js';

/** Which profile a session uses, after it was opened. */
@Injectable()
export class SessionProfileService {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly applications: ApplicationsService,
    private readonly sessions: SessionsService,
    private readonly purposes: SessionPurposes,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Puts another of the caller's own profiles in use, and the application it belongs to; from the next request on.
   * @param profileId null takes the profile away; the application stays
   * @throws ProfileNotFoundError, SessionNotFoundError
   */
  async choose(principal: Principal, profileId: string | null): Promise<SessionView> {
    return this.unitOfWork.run(async () => {
      if (profileId === null) {
        return this.purposes.useProfile(principal, null, null);
      }
      const profile = await this.profiles.hold(profileId);
      if (profile?.userId !== principal.userId) {
        throw new ProfileNotFoundError();
      }
      await this.applications.hold(profile.applicationId);
      // An OAuth client is of one application, and so is what it opens.
      const { clientId, applicationId } = await this.sessions.current(principal);
      if (clientId !== null && profile.applicationId !== applicationId) {
        throw new ProfileNotFoundError();
      }
      return this.purposes.useProfile(principal, profile.id, profile.applicationId);
    });
  }
}
