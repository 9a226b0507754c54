import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { newRoleId } from '../../common/ids.js';
import { foldCase } from '../../common/normal-form.js';
import { pageOf, type Page } from '../../common/paging.js';
import { mapConstraints } from '../../database/sql-errors.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { PermissionClosures } from './permission-closures.js';
import { PermissionListService } from './permission-list.service.js';
import { type RoleRow, roleOfRow, type RoleView } from './role.row.js';
import {
  RoleBuiltInError,
  RoleChangedError,
  RoleInUseError,
  RoleNameTakenError,
  RoleNotFoundError,
} from './roles.errors.js';

const selectRole = statement('select-role', 'SELECT * FROM roles WHERE id = $1');
const lockRole = statement('lock-role', 'SELECT * FROM roles WHERE id = $1 FOR UPDATE');
const listRoles = statement(
  'list-roles',
  'SELECT * FROM roles WHERE name_key > $1 ORDER BY name_key LIMIT $2',
);
const countRoles = statement(
  'count-roles',
  'SELECT count(*)::int AS total FROM (SELECT 1 FROM roles LIMIT $1) AS counted',
);
const insertRole = statement(
  'insert-role',
  'INSERT INTO roles (id, name, name_key, description, permissions) VALUES ($1, $2, $3, $4, $5) RETURNING *',
);
const updateRole = statement(
  'update-role',
  `UPDATE roles SET name = $2, name_key = $3, description = $4, permissions = $5, version = version + 1
    WHERE id = $1 RETURNING *`,
);
const deleteRole = statement('delete-role', 'DELETE FROM roles WHERE id = $1');
const NAME_TAKEN = { uq_roles_name: (cause: unknown) => new RoleNameTakenError(cause) };
const IN_USE = { fk_user_roles_role_id: (cause: unknown) => new RoleInUseError(cause) };
const MAX_COUNT = 10_000;
const ALL_PAGE = 500;

export interface RoleInput {
  name: string;
  description?: string | null;
  permissions: readonly string[];
}

/** The roles there are. Whoever changes one holds everything in it, before and after. */
@Injectable()
export class RoleCatalogueService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly closures: PermissionClosures,
    private readonly permissions: PermissionListService,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /** @throws RoleNotFoundError */
  async get(id: string): Promise<RoleView> {
    return roleOfRow(found(await this.sql.query<RoleRow>(selectRole, [id])));
  }

  /** Every role, by name, page by page as fast as it is taken. */
  async *all(): AsyncGenerator<RoleView[]> {
    for (let after = ''; ;) {
      const rows = await this.sql.query<RoleRow>(listRoles, [after, ALL_PAGE]);
      yield rows.map(roleOfRow);
      const last = rows.at(-1);
      if (rows.length < ALL_PAGE || last === undefined) {
        return;
      }
      after = last.name_key;
    }
  }

  /** One page of roles, by name. */
  async list(
    principal: Principal,
    limit: number,
    cursor?: string,
    include?: 'total',
  ): Promise<Page<RoleView>> {
    const scope = ['roles', principal.userId];
    const [after] = cursor === undefined ? [''] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<RoleRow>(listRoles, [after, limit + 1]);
    const page = pageOf(rows, limit, roleOfRow, (last) => this.cursors.encode(scope, [last.name_key]));
    if (include !== 'total') {
      return page;
    }
    const [counted] = await this.sql.query<{ total: number }>(countRoles, [MAX_COUNT]);
    return { ...page, total: counted?.total ?? 0 };
  }

  /** @throws UnknownPermissionError, BeyondOwnPermissionsError, RoleNameTakenError */
  async create(principal: Principal, { name, description, permissions }: RoleInput): Promise<RoleView> {
    return this.unitOfWork.run(async () => {
      await this.closures.lockRoleGraph(principal);
      await this.permissions.assertKnown(permissions);
      await this.closures.assertHolds(principal, permissions);
      const values = [newRoleId(), name, foldCase(name), description ?? null, sorted(permissions)];
      const rows = await mapConstraints(this.sql.query<RoleRow>(insertRole, values), NAME_TAKEN);
      const role = roleOfRow(rows[0]);
      await this.note('role.created', principal, role.id, { permissions: role.permissions });
      return role;
    });
  }

  /**
   * Changes the given members of a role, for everybody who holds it, from their next request on.
   * @throws RoleNotFoundError, RoleChangedError, RoleBuiltInError, UnknownPermissionError, BeyondOwnPermissionsError,
   * RoleNameTakenError
   */
  async update(
    principal: Principal,
    id: string,
    input: Partial<RoleInput>,
    expectedVersion?: number,
  ): Promise<RoleView> {
    return this.unitOfWork.run(async () => {
      const before = await this.lock(principal, id, expectedVersion);
      const { name = before.name, description = before.description } = input;
      const permissions = sorted(input.permissions ?? before.permissions);
      if (before.builtIn && (input.name !== undefined || input.permissions !== undefined)) {
        throw new RoleBuiltInError();
      }
      await this.permissions.assertKnown(input.permissions ?? []);
      await this.closures.assertHolds(principal, [...before.permissions, ...permissions]);
      const values = [id, name, foldCase(name), description, permissions];
      const rows = await mapConstraints(this.sql.query<RoleRow>(updateRole, values), NAME_TAKEN);
      await this.note('role.updated', principal, id, {
        members: Object.keys(input).filter((member) => input[member as keyof RoleInput] !== undefined),
        given: permissions.filter((permission) => !before.permissions.includes(permission)),
        taken: before.permissions.filter((permission) => !permissions.includes(permission)),
      });
      return roleOfRow(rows[0]);
    });
  }

  /**
   * Deletes a role that nobody holds.
   * @throws RoleNotFoundError, RoleChangedError, RoleBuiltInError, BeyondOwnPermissionsError, RoleInUseError
   */
  async delete(principal: Principal, id: string, expectedVersion?: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      const role = await this.lock(principal, id, expectedVersion);
      if (role.builtIn) {
        throw new RoleBuiltInError();
      }
      await this.closures.assertHolds(principal, role.permissions);
      await mapConstraints(this.sql.change(deleteRole, [id]), IN_USE);
      await this.note('role.deleted', principal, id, { name: role.name });
    });
  }

  private async lock(principal: Principal, id: string, expectedVersion?: number): Promise<RoleView> {
    await this.closures.lockRoleGraph(principal);
    const role = roleOfRow(found(await this.sql.query<RoleRow>(lockRole, [id])));
    if (expectedVersion !== undefined && role.version !== expectedVersion) {
      throw new RoleChangedError();
    }
    return role;
  }

  private async note(
    event: string,
    principal: Principal,
    roleId: string,
    changed: Record<string, unknown>,
  ): Promise<void> {
    const subject = { kind: 'role', id: roleId } as const;
    await this.audit.record({ event, outcome: 'success', actor: actorOf(principal), subject, changed });
    await this.events.publish(event, { roleId, ...changed });
  }
}

function found(rows: readonly RoleRow[]): RoleRow {
  const [row] = rows;
  if (row === undefined) {
    throw new RoleNotFoundError();
  }
  return row;
}

function sorted(permissions: readonly string[]): string[] {
  return [...permissions].sort();
}
