import { Injectable } from '@nestjs/common';
import { PermissionMissingError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { pageOf, type Page } from '../../common/paging.js';
import { Sql } from '../../database/sql.js';
import { Cursors } from '../../keys/cursors.js';
import { ApplicationsService } from '../applications/applications.service.js';
import { profileOfRow, type ProfileRow, type ProfileView } from './profile.row.js';

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Planned for its values: a filter that is not asked for falls away. */
const LIST = `SELECT * FROM profiles
  WHERE ($1::uuid IS NULL OR user_id = $1) AND ($2::uuid IS NULL OR application_id = $2) AND id < $3
  ORDER BY id DESC LIMIT $4`;

export interface ProfileListRequest {
  limit: number;
  cursor?: string;
  userId?: string;
  /** An id or a name. */
  applicationId?: string;
}

/** Reads pages of profiles. */
@Injectable()
export class ProfileListService {
  constructor(
    private readonly sql: Sql,
    private readonly applications: ApplicationsService,
    private readonly cursors: Cursors,
  ) {}

  /**
   * One page of the caller's own profiles, or with `read:profiles` of everybody's, newest first.
   * @throws PermissionMissingError, ApplicationNotFoundError
   */
  async list(
    principal: Principal,
    { limit, cursor, userId, applicationId }: ProfileListRequest,
  ): Promise<Page<ProfileView>> {
    const asked = userId?.toLowerCase() ?? null;
    const seesAll = principal.permissions.has('read:profiles');
    if (asked !== null && asked !== principal.userId && !seesAll) {
      throw new PermissionMissingError('read:profiles');
    }
    const ownerId = seesAll ? asked : principal.userId;
    const application = applicationId === undefined ? null : await this.applications.get(applicationId);
    const scope = ['profiles', principal.userId, ownerId, application?.id ?? null];
    const [before] = cursor === undefined ? [LAST_UUID] : await this.cursors.decode(scope, cursor);
    const values = [ownerId, application?.id ?? null, before, limit + 1];
    const rows = await this.sql.queryUnnamed<ProfileRow>(LIST, values);
    return pageOf(rows, limit, profileOfRow, (last) => this.cursors.encode(scope, [last.id]));
  }
}
