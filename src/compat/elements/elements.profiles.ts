import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import { ProfileSearch } from '../../core/profiles/profile-search.service.js';
import type { ProfileView } from '../../core/profiles/profile.row.js';
import { ProfileNotFoundError } from '../../core/profiles/profiles.errors.js';
import { ProfilesService } from '../../core/profiles/profiles.service.js';
import { UserNotFoundError } from '../../core/users/users.errors.js';
import type { CountedSlice } from '../../database/counted-slice.js';
import type { ElementsCreateProfileDto, ElementsUpdateProfileDto } from './dto/profile.dto.js';
import type { ElementsProfileQueryDto } from './dto/queries.dto.js';
import { ElementsParameterError, unknownReference } from './elements.errors.js';
import { ElementsIds } from './elements.ids.js';
import { instantOf, isSuperuser, placeOf, replacingPatch } from './elements.mapper.js';
import { generatedName } from './elements.names.js';

const NOTHING = { rows: [], total: 0, isEstimate: false };

/** Profiles as callers of each level may see and change them. */
@Injectable()
export class ElementsProfiles {
  constructor(
    private readonly ids: ElementsIds,
    private readonly profiles: ProfilesService,
    private readonly searches: ProfileSearch,
    private readonly applications: ApplicationsService,
  ) {}

  /** @throws ElementsParameterError */
  async search(
    caller: Principal,
    query: ElementsProfileQueryDto,
  ): Promise<CountedSlice<ProfileView> & { offset: number }> {
    const { offset, limit } = placeOf(query);
    const [usedUntil, usedFrom] = [instantOf('Before', query.before), instantOf('After', query.after)];
    const text = query.search?.trim() || undefined;
    if (text !== undefined && (usedUntil !== undefined || usedFrom !== undefined)) {
      throw new ElementsParameterError('search goes with neither before nor after.');
    }
    if (usedUntil !== undefined && usedFrom !== undefined && usedFrom > usedUntil) {
      throw new ElementsParameterError('after must not be later than before.');
    }
    const userId = query.user ? await this.userOf(caller, query.user) : undefined;
    const application = query.application ? await this.findApplication(query.application) : undefined;
    if (userId === null || application === null) {
      return { ...NOTHING, offset };
    }
    const filter = { userId, applicationId: application?.id, usedFrom, usedUntil, text };
    return { ...(await this.searches.search({ ...filter, offset, limit })), offset };
  }

  /** @throws ProfileNotFoundError */
  async get(id: string): Promise<ProfileView> {
    const found = await this.ids.find('profile', id);
    const profile = found === null ? null : await this.profiles.find(found);
    if (profile === null) {
      throw new ProfileNotFoundError();
    }
    return profile;
  }

  /**
   * The profile that a request is made with: the one that its headers name, when the caller may use that, else the
   * session's.
   * @throws ProfileNotFoundError when there is none
   */
  async current(caller: Principal, override: string | null): Promise<ProfileView> {
    const asked = override === null ? null : await this.ids.find('profile', override);
    const named = asked === null ? null : await this.profiles.find(asked);
    if (named !== null && (named.userId === caller.userId || isSuperuser(caller))) {
      return named;
    }
    return this.profiles.current(caller);
  }

  /** @throws InvalidRequestError, and what `ProfilesService.create` throws */
  async create(caller: Principal, body: ElementsCreateProfileDto): Promise<ProfileView> {
    const userId = body.userId === 'me' ? caller.userId : await this.ids.find('user', body.userId);
    if (userId === null || (userId !== caller.userId && !isSuperuser(caller))) {
      throw unknownReference('userId');
    }
    const application = await this.findApplication(body.applicationId);
    if (application === null) {
      throw unknownReference('applicationId');
    }
    try {
      return await this.profiles.create(caller, {
        userId,
        applicationId: application.id,
        displayName: body.displayName ?? generatedName(),
        imageUrl: body.imageUrl ?? null,
        ...(isSuperuser(caller) && body.metadata != null && { metadata: body.metadata }),
      });
    } catch (error) {
      throw error instanceof UserNotFoundError ? unknownReference('userId') : error;
    }
  }

  /** Changes what is given; metadata as a whole. @throws ProfileNotFoundError, MetadataTooLargeError */
  async update(caller: Principal, id: string, body: ElementsUpdateProfileDto): Promise<ProfileView> {
    const before = await this.get(id);
    const metadata = isSuperuser(caller) ? (body.metadata ?? undefined) : undefined;
    return this.profiles.update(
      caller,
      before.id,
      {
        ...(body.displayName != null && { displayName: body.displayName }),
        ...(body.imageUrl != null && { imageUrl: body.imageUrl }),
        ...(metadata !== undefined && { metadata: replacingPatch(before.metadata, metadata) }),
      },
      metadata === undefined ? undefined : before.version,
    );
  }

  /** Superusers delete any, everybody else the one that the request is made with. @throws ProfileNotFoundError */
  async delete(caller: Principal, id: string, override: string | null): Promise<void> {
    const profile = await this.get(id);
    if (!isSuperuser(caller) && (await this.current(caller, override)).id !== profile.id) {
      throw new ProfileNotFoundError();
    }
    await this.profiles.delete(caller, profile.id);
  }

  /** Whose profiles are asked for; null for somebody whom the caller may not ask about. */
  private async userOf(caller: Principal, text: string): Promise<string | null> {
    const id = text === 'me' ? caller.userId : await this.ids.find('user', text);
    return id === caller.userId || isSuperuser(caller) ? id : null;
  }

  private async findApplication(nameOrId: string) {
    return this.applications.find((await this.ids.find('application', nameOrId)) ?? nameOrId);
  }
}
