import { Injectable } from '@nestjs/common';
import { PERMISSIONS, ROLE_PERMISSIONS } from '../../authorization/permissions.js';
import type { Principal } from '../../authorization/principal.js';
import { pageOf, type Page } from '../../common/paging.js';
import { mapConstraints } from '../../database/sql-errors.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { ADMIN_ROLE_ID } from './built-in-roles.js';
import { PermissionClosures } from './permission-closures.js';
import {
  PermissionBuiltInError,
  PermissionInUseError,
  PermissionNotFoundError,
  PermissionTakenError,
  TooManyPermissionsError,
  UnknownPermissionError,
} from './permissions.errors.js';

const listPermissions = statement(
  'list-permissions',
  `SELECT permission, description, built_in, created_at FROM (
     SELECT permission, description, true AS built_in, NULL::timestamptz AS created_at
       FROM unnest($1::text[], $2::text[]) AS built_in (permission, description)
     UNION ALL
     SELECT permission, description, false, created_at FROM operator_permissions WHERE permission <> ALL ($1)
   ) AS known WHERE permission > $3 ORDER BY permission LIMIT $4`,
);
const countPermissions = statement(
  'count-operator-permissions',
  'SELECT count(*)::int AS own FROM operator_permissions',
);
const selectKnown = statement(
  'select-operator-permissions',
  'SELECT permission FROM operator_permissions WHERE permission = ANY ($1)',
);
const insertPermission = statement(
  'insert-operator-permission',
  `INSERT INTO operator_permissions (permission, description) VALUES ($1, $2)
   RETURNING permission, description, false AS built_in, created_at`,
);
const deletePermission = statement(
  'delete-operator-permission',
  'DELETE FROM operator_permissions WHERE permission = $1',
);
const selectRolesWith = statement(
  'select-roles-with-permission',
  'SELECT id, name FROM roles WHERE $1 = ANY (permissions) AND id <> $2 ORDER BY name_key LIMIT 10',
);
const addToRole = statement(
  'add-permission-to-role',
  `UPDATE roles SET permissions = array_append(permissions, $2), version = version + 1
    WHERE id = $1 AND NOT $2 = ANY (permissions)`,
);
const removeFromRole = statement(
  'remove-permission-from-role',
  'UPDATE roles SET permissions = array_remove(permissions, $2), version = version + 1 WHERE id = $1',
);

/** All of them are in role `admin`, which every request of an administrator reads. */
const MAX_OWN_PERMISSIONS = 1_000;

const BUILT_IN = Object.entries(PERMISSIONS);
const FOR_ROLES: ReadonlySet<string> = new Set(ROLE_PERMISSIONS);

export interface PermissionView {
  permission: string;
  description: string | null;
  builtIn: boolean;
  /** Null for those that are built in. */
  createdAt: Date | null;
}

interface PermissionRow {
  permission: string;
  description: string | null;
  built_in: boolean;
  created_at: Date | null;
}

/** The permissions there are: the built-in list and the operator's own strings. */
@Injectable()
export class PermissionListService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly closures: PermissionClosures,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** One page, in alphabetical order. */
  async list(
    principal: Principal,
    limit: number,
    cursor?: string,
    include?: 'total',
  ): Promise<Page<PermissionView>> {
    const scope = ['permissions', principal.userId];
    const [after] = cursor === undefined ? [''] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<PermissionRow>(listPermissions, [
      BUILT_IN.map(([permission]) => permission),
      BUILT_IN.map(([, description]) => description),
      after,
      limit + 1,
    ]);
    const page = pageOf(rows, limit, permissionOfRow, (last) =>
      this.cursors.encode(scope, [last.permission]),
    );
    return include === 'total' ? { ...page, total: BUILT_IN.length + (await this.countOwn()) } : page;
  }

  /**
   * Defines a permission of the operator's own. Role `admin` holds it from the same moment.
   * @throws PermissionTakenError, TooManyPermissionsError
   */
  async create(
    principal: Principal,
    { permission, description }: { permission: string; description?: string | null },
  ): Promise<PermissionView> {
    if (Object.hasOwn(PERMISSIONS, permission)) {
      throw new PermissionTakenError();
    }
    return this.unitOfWork.run(async () => {
      await this.closures.lockRoleGraph(principal);
      const rows = await mapConstraints(
        this.sql.query<PermissionRow>(insertPermission, [permission, description ?? null]),
        { pk_operator_permissions: (cause) => new PermissionTakenError(cause) },
      );
      if ((await this.countOwn()) > MAX_OWN_PERMISSIONS) {
        throw new TooManyPermissionsError(MAX_OWN_PERMISSIONS);
      }
      await this.sql.change(addToRole, [ADMIN_ROLE_ID, permission]);
      await this.note('permission.created', principal, permission);
      return permissionOfRow(rows[0]);
    });
  }

  /**
   * Removes a permission of the operator's own that no role but `admin` gives.
   * @throws PermissionBuiltInError, PermissionNotFoundError, BeyondOwnPermissionsError, PermissionInUseError
   */
  async delete(principal: Principal, permission: string): Promise<void> {
    if (Object.hasOwn(PERMISSIONS, permission)) {
      throw new PermissionBuiltInError();
    }
    await this.unitOfWork.run(async () => {
      await this.closures.lockRoleGraph(principal);
      if ((await this.sql.change(deletePermission, [permission])) === 0) {
        throw new PermissionNotFoundError();
      }
      await this.closures.assertHolds(principal, [permission]);
      const roles = await this.sql.query<{ id: string; name: string }>(selectRolesWith, [
        permission,
        ADMIN_ROLE_ID,
      ]);
      if (roles.length > 0) {
        throw new PermissionInUseError(roles);
      }
      await this.sql.change(removeFromRole, [ADMIN_ROLE_ID, permission]);
      await this.note('permission.deleted', principal, permission);
    });
  }

  /** @throws UnknownPermissionError naming the first that no role can give */
  async assertKnown(permissions: readonly string[], field = 'permissions'): Promise<void> {
    const own = permissions.filter((permission) => !FOR_ROLES.has(permission));
    const rows = own.length === 0 ? [] : await this.sql.query<{ permission: string }>(selectKnown, [own]);
    const known = new Set(rows.map(({ permission }) => permission));
    permissions.forEach((permission, index) => {
      if (!FOR_ROLES.has(permission) && !known.has(permission)) {
        throw new UnknownPermissionError(`${field}[${index}]`, permission);
      }
    });
  }

  private async countOwn(): Promise<number> {
    const [row] = await this.sql.query<{ own: number }>(countPermissions);
    return row?.own ?? 0;
  }

  private async note(event: string, principal: Principal, permission: string): Promise<void> {
    await this.audit.record({
      event,
      outcome: 'success',
      actor: actorOf(principal),
      subject: { kind: 'permission', id: permission },
    });
    await this.events.publish(event, { permission });
  }
}

function permissionOfRow(row: PermissionRow): PermissionView {
  return {
    permission: row.permission,
    description: row.description,
    builtIn: row.built_in,
    createdAt: row.created_at,
  };
}
