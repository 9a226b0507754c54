import { Injectable } from '@nestjs/common';
import { PasswordChangeService } from '../../authentication/password-change.service.js';
import { type SessionTerms, type SignedIn, SignInService } from '../../authentication/sign-in.service.js';
import type { Principal } from '../../authorization/principal.js';
import { isUuid } from '../../common/ids.js';
import { parseProfileSelector, type ProfileSelector } from '../../core/profiles/profile-selector.js';
import { ProfileNotFoundError } from '../../core/profiles/profiles.errors.js';
import { ProfilesService } from '../../core/profiles/profiles.service.js';
import { newSessionSecret } from '../../core/sessions/session-secret.js';
import type { ElementsCreateSessionDto } from './dto/session.dto.js';
import { ElementsForeignProfileError } from './elements.errors.js';
import { ELEMENTS } from './elements.face.js';
import { ElementsIds } from './elements.ids.js';

/** A session lives for 48 hours after its last use. */
export const ELEMENTS_IDLE_SECONDS = 48 * 3_600;
/** What no profile has, for ids that stand for none: that they do is told to those with the right password only. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** A session that was just opened, with the secret that is shown this one time. */
export interface Opened<T extends SignedIn = SignedIn> {
  secret: string;
  signedIn: T;
}

/** Opens sessions with a secret, for those whom the services let in. */
@Injectable()
export class ElementsSessions {
  constructor(
    private readonly ids: ElementsIds,
    private readonly signIn: SignInService,
    private readonly passwords: PasswordChangeService,
    private readonly profiles: ProfilesService,
  ) {}

  /** Lets a service open a session with a secret of its own. */
  async open<T extends SignedIn>(work: (terms: SessionTerms) => Promise<T>): Promise<Opened<T>> {
    let secret = '';
    const signedIn = await work(async (userId) => {
      const made = newSessionSecret(await this.ids.of('user', userId));
      secret = made.secret;
      return { audience: ELEMENTS, maxIdleSeconds: ELEMENTS_IDLE_SECONDS, secretHash: made.hash };
    });
    return { secret, signedIn };
  }

  /**
   * Signs in by id, user name or e-mail address.
   * @throws ElementsForeignProfileError, and what `SignInService.withPassword` throws
   */
  async byPassword(body: ElementsCreateSessionDto): Promise<Opened> {
    const typed = body.userId.trim();
    const userId = await this.ids.find('user', typed);
    const identifier = userId === null ? typed : { id: userId };
    const profileId = body.profileId
      ? ((await this.ids.find('profile', body.profileId)) ?? NO_ID)
      : undefined;
    const profileSelector = body.profileSelector ? await this.selectorOf(body.profileSelector) : undefined;
    try {
      return await this.open((terms) =>
        this.signIn.withPassword(identifier, body.password, { profileId, profileSelector }, { terms }),
      );
    } catch (error) {
      const isForeign =
        error instanceof ProfileNotFoundError &&
        profileId !== undefined &&
        (await this.profiles.find(profileId)) !== null;
      throw isForeign ? new ElementsForeignProfileError() : error;
    }
  }

  /** Changes the caller's password. @param profileId of the new session; one that is not theirs counts as none */
  async byNewPassword(
    caller: Principal,
    oldPassword: string,
    newPassword: string,
    profileId: string | null,
  ): Promise<Opened> {
    const known = profileId === null ? null : await this.ids.find('profile', profileId);
    const profile = known === null ? null : await this.profiles.find(known);
    const own = profile?.userId === caller.userId ? profile : null;
    return this.open((terms) =>
      this.passwords.changeOwn(caller, oldPassword, newPassword, {
        applicationId: own?.applicationId ?? null,
        profileId: own?.id ?? null,
        terms,
      }),
    );
  }

  /** A selector whose ids are those of this API. */
  private async selectorOf(text: string): Promise<ProfileSelector> {
    return Promise.all(
      parseProfileSelector(text).map(async (condition) => {
        const { field, value } = condition;
        if (field === 'id') {
          return { field, value: (await this.ids.find('profile', value)) ?? NO_ID };
        }
        const isApplication = field === 'application' || field === 'applicationId';
        return isApplication && !isUuid(value)
          ? { field, value: (await this.ids.find('application', value)) ?? value }
          : condition;
      }),
    );
  }
}
