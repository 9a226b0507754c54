import { Injectable } from '@nestjs/common';
import { PermissionMissingError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ApplicationsService } from '../applications/applications.service.js';
import { actorOf, type AuditParty, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { UsersService } from '../users/users.service.js';
import { changedMetadata, newMetadata } from './profile-metadata.js';
import { type ProfileInput, profileOfRow, type ProfileRow, type ProfileView } from './profile.row.js';
import { ProfileChangedError, ProfileNotFoundError, TooManyProfilesError } from './profiles.errors.js';

const MAX_PROFILES = 100;

const selectProfile = statement('select-profile', 'SELECT * FROM profiles WHERE id = $1');
const lockProfile = statement('lock-profile', 'SELECT * FROM profiles WHERE id = $1 FOR UPDATE');
const holdProfile = statement('hold-profile', 'SELECT * FROM profiles WHERE id = $1 FOR KEY SHARE');
const selectOldest = statement(
  'select-oldest-profile',
  'SELECT * FROM profiles WHERE user_id = $1 AND application_id = $2 ORDER BY id LIMIT 1',
);
const listOfUser = statement(
  'list-profiles-of-user',
  'SELECT * FROM profiles WHERE user_id = $1 ORDER BY id',
);
const insertProfile = statement(
  'insert-profile',
  `INSERT INTO profiles (id, user_id, application_id, display_name, image_url, metadata)
   SELECT $1, $2, $3, $4, $5, $6 WHERE (SELECT count(*) FROM profiles WHERE user_id = $2) < ${MAX_PROFILES}
   RETURNING *`,
);
const updateProfile = statement(
  'update-profile',
  `UPDATE profiles SET display_name = $2, image_url = $3, metadata = $4, version = version + 1, updated_at = now()
    WHERE id = $1 RETURNING *`,
);
const noteSignIn = statement(
  'note-profile-sign-in',
  'UPDATE profiles SET last_sign_in_at = now() WHERE id = $1 RETURNING *',
);
const deleteProfile = statement('delete-profile', 'DELETE FROM profiles WHERE id = $1');
const deleteProfiles = statement('delete-profiles', 'DELETE FROM profiles WHERE user_id = $1');

/** A new profile: of whom, and within which application (its id or name). */
export interface CreateProfile extends ProfileInput {
  applicationId: string;
  /** The caller when left out. */
  userId?: string;
}

/** How people appear within applications. Somebody may have several profiles within one. */
@Injectable()
export class ProfilesService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly applications: ApplicationsService,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** A profile, whosever it is; for those who asked already whether the caller may know of it. */
  async find(id: string): Promise<ProfileView | null> {
    const [row] = isUuid(id) ? await this.sql.query<ProfileRow>(selectProfile, [id]) : [];
    return row === undefined ? null : profileOfRow(row);
  }

  /** Like `find`, and kept from being deleted until the open transaction is over. */
  async hold(id: string): Promise<ProfileView | null> {
    const [row] = await this.sql.query<ProfileRow>(holdProfile, [id]);
    return row === undefined ? null : profileOfRow(row);
  }

  /** One's own profile, or with `read:profiles` anybody's. @throws ProfileNotFoundError */
  async get(principal: Principal, id: string): Promise<ProfileView> {
    return visible(principal, await this.find(id), 'read:profiles');
  }

  /** The profile of the caller's session. @throws ProfileNotFoundError when it has none */
  async current(principal: Principal): Promise<ProfileView> {
    return visible(principal, await this.find(principal.profileId ?? ''), 'read:profiles');
  }

  /** Every profile of an account, oldest first; at most 100. */
  async listAll(userId: string): Promise<ProfileView[]> {
    return (await this.sql.query<ProfileRow>(listOfUser, [userId])).map(profileOfRow);
  }

  /** The oldest profile of an account within an application. */
  async findOldest(userId: string, applicationId: string): Promise<ProfileView | null> {
    const [row] = await this.sql.query<ProfileRow>(selectOldest, [userId, applicationId]);
    return row === undefined ? null : profileOfRow(row);
  }

  /**
   * Makes a profile for the caller, or with `update:profiles` for anybody.
   * @throws PermissionMissingError, UserNotFoundError, ApplicationNotFoundError, TooManyProfilesError, MetadataTooLargeError
   */
  async create(
    principal: Principal,
    { userId, applicationId, ...input }: CreateProfile,
  ): Promise<ProfileView> {
    const ownerId = userId?.toLowerCase() ?? principal.userId;
    if (ownerId !== principal.userId && !principal.permissions.has('update:profiles')) {
      throw new PermissionMissingError('update:profiles');
    }
    return this.unitOfWork.run(() => this.add(ownerId, applicationId, input, actorOf(principal)));
  }

  /**
   * Makes a profile for an account, as a part of what made that necessary.
   * @param application its id or name
   * @param field where the profile stood in the request, for errors
   * @throws UserNotFoundError, ApplicationNotFoundError, TooManyProfilesError, MetadataTooLargeError
   */
  async add(
    userId: string,
    application: string,
    input: ProfileInput,
    actor: AuditParty,
    field = '',
  ): Promise<ProfileView> {
    const metadata = newMetadata(input.metadata, `${field}metadata`);
    const { id: applicationId } = await this.applications.hold(application);
    // One at a time, so that the count is true when it is compared, and none for an account that is being deleted.
    await this.users.lock(userId);
    const [row] = await this.sql.query<ProfileRow>(insertProfile, [
      newId(),
      userId,
      applicationId,
      input.displayName ?? null,
      input.imageUrl ?? null,
      JSON.stringify(metadata),
    ]);
    if (row === undefined) {
      throw new TooManyProfilesError(MAX_PROFILES);
    }
    await this.note('profile.created', actor, row, { applicationId });
    return profileOfRow(row);
  }

  /**
   * A profile for somebody who signs in to an application and had none of it, in the open transaction.
   * @param defaults what it says of them
   * @throws UserNotFoundError, ApplicationNotFoundError, TooManyProfilesError
   */
  async makeForSignIn(userId: string, applicationId: string, defaults: ProfileInput): Promise<ProfileView> {
    // Two first sign-ins at once make one profile.
    await this.users.lock(userId);
    return (
      (await this.findOldest(userId, applicationId)) ??
      (await this.add(userId, applicationId, defaults, userParty(userId)))
    );
  }

  /**
   * Changes the given members; metadata member by member (RFC 7396).
   * @throws ProfileNotFoundError, ProfileChangedError, MetadataTooLargeError
   */
  async update(
    principal: Principal,
    id: string,
    input: ProfileInput,
    expectedVersion?: number,
  ): Promise<ProfileView> {
    return this.unitOfWork.run(async () => {
      const before = await this.lock(principal, id, expectedVersion);
      const { displayName = before.displayName, imageUrl = before.imageUrl } = input;
      const metadata = changedMetadata(before.metadata, input.metadata);
      const values = [before.id, displayName, imageUrl, JSON.stringify(metadata)];
      const rows = await this.sql.query<ProfileRow>(updateProfile, values);
      const members = Object.entries(input).flatMap(([member, value]) =>
        value === undefined ? [] : [member],
      );
      await this.note('profile.updated', actorOf(principal), rows[0], { members });
      return profileOfRow(rows[0]);
    });
  }

  /**
   * Deletes a profile; sessions that use it go on without one.
   * @throws ProfileNotFoundError, ProfileChangedError
   */
  async delete(principal: Principal, id: string, expectedVersion?: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { userId, applicationId } = await this.lock(principal, id, expectedVersion);
      await this.sql.change(deleteProfile, [id]);
      await this.note('profile.deleted', actorOf(principal), { id, user_id: userId }, { applicationId });
    });
  }

  /** Removes every profile of an account, as a part of its deletion. */
  async deleteAll(userId: string): Promise<void> {
    await this.sql.change(deleteProfiles, [userId]);
  }

  /**
   * Writes down a sign-in with a profile, in its transaction. Not a change of the profile, so its version stays.
   * @returns null when it was deleted in between
   */
  async noteSignIn(id: string): Promise<ProfileView | null> {
    const [row] = await this.sql.query<ProfileRow>(noteSignIn, [id]);
    return row === undefined ? null : profileOfRow(row);
  }

  private async lock(principal: Principal, id: string, expectedVersion?: number): Promise<ProfileView> {
    const [row] = isUuid(id) ? await this.sql.query<ProfileRow>(lockProfile, [id]) : [];
    const profile = visible(principal, row === undefined ? null : profileOfRow(row), 'update:profiles');
    if (expectedVersion !== undefined && profile.version !== expectedVersion) {
      throw new ProfileChangedError();
    }
    return profile;
  }

  private async note(
    event: string,
    actor: AuditParty,
    { id, user_id: userId }: Pick<ProfileRow, 'id' | 'user_id'>,
    changed: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'profile', id } as const;
    await this.audit.record({ event, outcome: 'success', actor, subject, changed: { userId, ...changed } });
    await this.events.publish(event, { profileId: id, userId, ...changed });
  }
}

function visible(
  principal: Principal,
  profile: ProfileView | null,
  permission: 'read:profiles' | 'update:profiles',
): ProfileView {
  if (profile === null || (profile.userId !== principal.userId && !principal.permissions.has(permission))) {
    throw new ProfileNotFoundError();
  }
  return profile;
}
