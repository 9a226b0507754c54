import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { pageOf, type Page } from '../../common/paging.js';
import { statement, Sql } from '../../database/sql.js';
import { Cursors } from '../../keys/cursors.js';
import { PermissionListService } from './permission-list.service.js';
import { RoleCatalogueService } from './role-catalogue.service.js';

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const MAX_COUNT = 10_000;

const listHolders = statement(
  'list-role-holders',
  'SELECT user_id FROM user_roles WHERE role_id = $1 AND user_id > $2 ORDER BY user_id LIMIT $3',
);
const countHolders = statement(
  'count-role-holders',
  'SELECT count(*)::int AS total FROM (SELECT 1 FROM user_roles WHERE role_id = $1 LIMIT $2) AS counted',
);
/** Of the permissions $3 those that a holder of role $1 has from no other role. */
const selectEffects = statement(
  'preview-role',
  `SELECT h.user_id, ARRAY(
            SELECT p FROM unnest($3::text[]) AS p WHERE NOT EXISTS (
              SELECT 1 FROM user_roles o JOIN roles r ON r.id = o.role_id
               WHERE o.user_id = h.user_id AND o.role_id <> $1 AND p = ANY (r.permissions)) ORDER BY p) AS affected
     FROM user_roles h WHERE h.role_id = $1 AND h.user_id > $2 ORDER BY h.user_id LIMIT $4`,
);

/** What somebody would gain and lose. */
export interface RoleEffect {
  userId: string;
  gains: string[];
  loses: string[];
}

/** What would change if a role had other permissions. */
export interface RolePreview {
  given: string[];
  taken: string[];
  /** How many hold the role, counted up to 10,000. */
  holders: number;
  /** Of the holders on this page those for whom something changes. */
  page: Page<RoleEffect>;
}

/** Who holds a role, and what a change of it would mean to them. */
@Injectable()
export class RoleHoldersService {
  constructor(
    private readonly sql: Sql,
    private readonly roles: RoleCatalogueService,
    private readonly permissions: PermissionListService,
    private readonly cursors: Cursors,
  ) {}

  /**
   * One page of the ids of those who hold a role, those who signed up first coming first.
   * @throws RoleNotFoundError
   */
  async list(
    principal: Principal,
    roleId: string,
    limit: number,
    cursor?: string,
    include?: 'total',
  ): Promise<Page<string>> {
    await this.roles.get(roleId);
    const scope = ['role-holders', principal.userId, roleId];
    const after = await this.position(scope, cursor);
    const rows = await this.sql.query<{ user_id: string }>(listHolders, [roleId, after, limit + 1]);
    const page = pageOf(rows, limit, idOf, (last) => this.cursors.encode(scope, [last.user_id]));
    return include === 'total' ? { ...page, total: await this.count(roleId) } : page;
  }

  /**
   * Tells what giving a role these permissions would change, and for whom; nothing is changed.
   * @throws RoleNotFoundError, UnknownPermissionError
   */
  async preview(
    principal: Principal,
    roleId: string,
    permissions: readonly string[],
    limit: number,
    cursor?: string,
  ): Promise<RolePreview> {
    const role = await this.roles.get(roleId);
    await this.permissions.assertKnown(permissions);
    const given = permissions.filter((permission) => !role.permissions.includes(permission)).sort();
    const taken = role.permissions.filter((permission) => !permissions.includes(permission)).sort();
    const scope = ['role-preview', principal.userId, roleId, given, taken];
    const after = await this.position(scope, cursor);
    const rows = await this.sql.query<{ user_id: string; affected: string[] }>(selectEffects, [
      roleId,
      after,
      [...given, ...taken],
      limit + 1,
    ]);
    const page = pageOf(
      rows,
      limit,
      ({ user_id, affected }) => ({
        userId: user_id,
        gains: given.filter((permission) => affected.includes(permission)),
        loses: taken.filter((permission) => affected.includes(permission)),
      }),
      (last) => this.cursors.encode(scope, [last.user_id]),
    );
    const data = page.data.filter(({ gains, loses }) => gains.length + loses.length > 0);
    return { given, taken, holders: await this.count(roleId), page: { ...page, data } };
  }

  private async position(scope: readonly unknown[], cursor?: string): Promise<string> {
    const [after] = cursor === undefined ? [] : await this.cursors.decode(scope, cursor);
    return after ?? FIRST_UUID;
  }

  private async count(roleId: string): Promise<number> {
    const [row] = await this.sql.query<{ total: number }>(countHolders, [roleId, MAX_COUNT]);
    return row?.total ?? 0;
  }
}

function idOf(row: { user_id: string }): string {
  return row.user_id;
}
