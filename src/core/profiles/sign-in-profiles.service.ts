import { Injectable } from '@nestjs/common';
import { isUuid } from '../../common/ids.js';
import { Sql } from '../../database/sql.js';
import { ApplicationsService } from '../applications/applications.service.js';
import { parseProfileSelector, type ProfileSelector, type SelectorCondition } from './profile-selector.js';
import { profileOfRow, type ProfileRow, type ProfileView } from './profile.row.js';
import { ProfileNotFoundError } from './profiles.errors.js';
import { ProfilesService } from './profiles.service.js';

/** What somebody who signs in wants the session to be for, as it came with the request. */
export interface ProfileWish {
  /** An id or a name. */
  applicationId?: string;
  profileId?: string;
  /** Does not count beside `profileId`; a text, or what a face made of one. */
  profileSelector?: string | ProfileSelector;
}

/** The same, with everything read that can be wrong in itself. */
export interface ReadWish {
  application: string | null;
  profileId: string | null;
  selector: ProfileSelector | null;
}

/** What a session is for. */
export interface SessionPurpose {
  applicationId: string | null;
  profileId: string | null;
}

/** Finds the profile somebody signs in with. */
@Injectable()
export class SignInProfiles {
  constructor(
    private readonly sql: Sql,
    private readonly applications: ApplicationsService,
    private readonly profiles: ProfilesService,
  ) {}

  /** Reads a wish without looking anything up. @throws SelectorSyntaxError */
  read({ applicationId, profileId, profileSelector }: ProfileWish): ReadWish {
    const selector = profileId === undefined && profileSelector !== undefined ? profileSelector : null;
    return {
      application: applicationId ?? null,
      profileId: profileId ?? null,
      selector: typeof selector === 'string' ? parseProfileSelector(selector) : selector,
    };
  }

  /**
   * What a session of this account is for. A profile that is named or described must be there; an application alone gets
   * the oldest profile within it, or none. Only for those who have proven to be the account's owner.
   * @throws ApplicationNotFoundError, ProfileNotFoundError
   */
  async choose(userId: string, { application, profileId, selector }: ReadWish): Promise<SessionPurpose> {
    const applicationId = application === null ? null : (await this.applications.get(application)).id;
    if (profileId === null && selector === null) {
      const oldest = applicationId === null ? null : await this.profiles.findOldest(userId, applicationId);
      return { applicationId, profileId: oldest?.id ?? null };
    }
    const conditions: ProfileSelector =
      profileId === null ? (selector ?? []) : [{ field: 'id', value: profileId }];
    const profile = await this.findFirst(userId, applicationId, conditions);
    if (profile === null) {
      throw new ProfileNotFoundError();
    }
    return { applicationId: profile.applicationId, profileId: profile.id };
  }

  /** The oldest profile of an account that meets every condition. */
  private async findFirst(
    userId: string,
    applicationId: string | null,
    conditions: ProfileSelector,
  ): Promise<ProfileView | null> {
    const values: unknown[] = [userId, applicationId];
    const add = (value: unknown) => `$${values.push(value)}`;
    const terms: string[] = [];
    for (const condition of conditions) {
      terms.push(await this.term(condition, add));
    }
    const [row] = await this.sql.queryUnnamed<ProfileRow>(
      `SELECT * FROM profiles WHERE user_id = $1 AND ($2::uuid IS NULL OR application_id = $2)
          AND ${terms.join(' AND ')} ORDER BY id LIMIT 1`,
      values,
    );
    return row === undefined ? null : profileOfRow(row);
  }

  /** Everything from the request goes through `add`, which answers the place of a parameter. */
  private async term(condition: SelectorCondition, add: (value: unknown) => string): Promise<string> {
    const { value } = condition;
    switch (condition.field) {
      case 'id':
        return `id = ${add(isUuid(value) ? value : null)}::uuid`;
      case 'applicationId':
        return `application_id = ${add(isUuid(value) ? value : null)}::uuid`;
      case 'application': {
        const application = await this.applications.find(value);
        return `application_id = ${add(application?.id ?? null)}::uuid`;
      }
      case 'displayName':
        return `display_name = ${add(value)}`;
      case 'metadata': {
        const path = add(condition.path);
        return `(jsonb_typeof(metadata #> ${path}::text[]) IN ('string', 'number', 'boolean')
          AND metadata #>> ${path}::text[] = ${add(value)})`;
      }
    }
  }
}
