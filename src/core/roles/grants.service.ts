import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import { pageOf, type Page } from '../../common/paging.js';
import { statement, Sql } from '../../database/sql.js';
import { Cursors } from '../../keys/cursors.js';
import { type GrantInput, grantOfRow, type GrantRow, grantText, type GrantView } from './grants.js';
import {
  GrantExistsError,
  GrantNotFoundError,
  RepeatedGrantError,
  TooManyGrantsError,
} from './grants.errors.js';
import { PermissionClosures } from './permission-closures.js';

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

const COLUMNS = 'id, type, resource_type, resource, created_at';
const listGrants = statement(
  'list-grants',
  `SELECT ${COLUMNS} FROM grants WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
);
const countGrants = statement('count-grants', 'SELECT count(*)::int AS held FROM grants WHERE user_id = $1');
const insertGrants = statement(
  'insert-grants',
  `INSERT INTO grants (id, user_id, type, resource_type, resource)
   SELECT asked.id, $1, asked.type, asked.resource_type, asked.resource
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS asked (id, type, resource_type, resource)
   ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
);
const deleteGrant = statement(
  'delete-grant',
  `DELETE FROM grants WHERE user_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const deleteGrantsOn = statement(
  'delete-grants-on-resource',
  `DELETE FROM grants WHERE user_id = $1 AND resource_type = $2 AND resource = $3 RETURNING ${COLUMNS}`,
);
const deleteGrants = statement('delete-grants-of-user', 'DELETE FROM grants WHERE user_id = $1');

/** All of them are in one answer of `GET /v1/users/{userId}/permissions`. */
const MAX_GRANTS = 5_000;

/** What single accounts may do on single resources. Part of the transactions that change accounts. */
@Injectable()
export class GrantsService {
  constructor(
    private readonly sql: Sql,
    private readonly closures: PermissionClosures,
    private readonly cursors: Cursors,
  ) {}

  /** One page of the grants of an account, oldest first. */
  async list(
    principal: Principal,
    userId: string,
    limit: number,
    cursor?: string,
    include?: 'total',
  ): Promise<Page<GrantView>> {
    const scope = ['grants', principal.userId, userId];
    const [after] = cursor === undefined ? [FIRST_UUID] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<GrantRow>(listGrants, [userId, after, limit + 1]);
    const page = pageOf(rows, limit, grantOfRow, (last) => this.cursors.encode(scope, [last.id]));
    return include === 'total' ? { ...page, total: await this.count(userId) } : page;
  }

  /** Every grant of an account, oldest first. */
  async all(userId: string): Promise<GrantView[]> {
    const rows = await this.sql.query<GrantRow>(listGrants, [userId, FIRST_UUID, MAX_GRANTS]);
    return rows.map(grantOfRow);
  }

  /**
   * Gives grants to an account that is being created or changed. The caller must have the same or more.
   * @param principal null when the system itself gives them
   * @throws RepeatedGrantError, WildcardNeedsAdministratorError, BeyondOwnPermissionsError, GrantExistsError,
   * TooManyGrantsError
   */
  async give(
    principal: Principal | null,
    userId: string,
    grants: readonly GrantInput[],
    field = 'grants',
  ): Promise<GrantView[]> {
    const texts = grants.map(grantText);
    const repeated = texts.findIndex((text, index) => texts.indexOf(text) !== index);
    if (repeated >= 0) {
      throw new RepeatedGrantError(`${field}[${repeated}]`);
    }
    if (principal !== null) {
      await this.closures.assertMayGrant(principal, grants);
    }
    const rows = await this.sql.query<GrantRow>(insertGrants, [
      userId,
      grants.map(() => newId()),
      grants.map(({ type }) => type),
      grants.map(({ resourceType }) => resourceType),
      grants.map(({ resource }) => resource),
    ]);
    if (rows.length < grants.length) {
      throw new GrantExistsError();
    }
    if ((await this.count(userId)) > MAX_GRANTS) {
      throw new TooManyGrantsError(MAX_GRANTS);
    }
    return rows.map(grantOfRow);
  }

  /**
   * Takes a grant from an account.
   * @returns what it allowed
   * @throws GrantNotFoundError also for a grant of another account
   */
  async take(userId: string, grantId: string): Promise<GrantView> {
    const [row] = isUuid(grantId) ? await this.sql.query<GrantRow>(deleteGrant, [userId, grantId]) : [];
    if (row === undefined) {
      throw new GrantNotFoundError();
    }
    return grantOfRow(row);
  }

  /** Takes whatever an account may do on one resource. @returns what that was */
  async takeOn(
    userId: string,
    { resourceType, resource }: Pick<GrantInput, 'resourceType' | 'resource'>,
  ): Promise<GrantView[]> {
    const rows = await this.sql.query<GrantRow>(deleteGrantsOn, [userId, resourceType, resource]);
    return rows.map(grantOfRow);
  }

  /** Takes every grant from an account, as a part of what made that necessary. */
  async takeAll(userId: string): Promise<void> {
    await this.sql.change(deleteGrants, [userId]);
  }

  private async count(userId: string): Promise<number> {
    const [row] = await this.sql.query<{ held: number }>(countGrants, [userId]);
    return row?.held ?? 0;
  }
}
