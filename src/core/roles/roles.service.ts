import { Injectable } from '@nestjs/common';
import { BeyondOwnPermissionsError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ADMIN_ROLE_ID, BUILT_IN_ROLES } from './built-in-roles.js';
import { LastAdministratorError, UnknownRoleError } from './roles.errors.js';

const lockUsers = statement(
  'lock-users',
  'SELECT id FROM users WHERE id = ANY ($1) AND deleted_at IS NULL ORDER BY id FOR UPDATE',
);
const selectPermissions = statement(
  'select-permissions-of-user',
  `SELECT r.id, r.permissions FROM user_roles ur JOIN roles r ON r.id = ur.role_id
    WHERE ur.user_id = $1 ORDER BY r.id FOR SHARE OF r`,
);
const selectRoles = statement(
  'select-roles-by-id',
  'SELECT id, permissions FROM roles WHERE id = ANY ($1) ORDER BY id FOR SHARE',
);
const selectRolesForReading = statement(
  'read-roles-by-id',
  'SELECT id, permissions FROM roles WHERE id = ANY ($1)',
);
const lockAdminRole = statement('lock-admin-role', 'SELECT id FROM roles WHERE id = $1 FOR UPDATE');
const countOtherAdmins = statement(
  'count-other-admins',
  `SELECT count(*)::int AS others FROM user_roles ur JOIN users u ON u.id = ur.user_id
    WHERE ur.role_id = $1 AND ur.user_id <> $2 AND u.deleted_at IS NULL AND NOT u.is_suspended`,
);
const insertUserRoles = statement(
  'insert-user-roles',
  'INSERT INTO user_roles (user_id, role_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
);
const deleteUserRoles = statement(
  'delete-user-roles',
  'DELETE FROM user_roles WHERE user_id = $1 AND role_id = ANY ($2)',
);
const upsertBuiltIn = statement(
  'upsert-built-in-role',
  `INSERT INTO roles (id, name, name_key, description, permissions, built_in) VALUES ($1, $2, $2, $3, $4, true)
   ON CONFLICT (id) DO UPDATE SET permissions = ARRAY(SELECT unnest(roles.permissions) UNION SELECT unnest(excluded.permissions))`,
);
const selectRoleByIdOrName = statement(
  'select-role-by-id-or-name',
  'SELECT id FROM roles WHERE id = $1 OR name_key = $2',
);

interface RoleRow {
  id: string;
  permissions: string[];
}

/** Named sets of permissions and who holds them; the rules that keep anybody from climbing. */
@Injectable()
export class RolesService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Makes the built-in roles, and gives `admin` the permissions that a newer release added. */
  async ensureBuiltIn(): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (const { id, name, description, permissions } of BUILT_IN_ROLES) {
        await this.sql.change(upsertBuiltIn, [id, name, description, permissions]);
      }
    });
  }

  /** The id of the role with this id or name, null when there is none. */
  async findId(idOrName: string): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }>(selectRoleByIdOrName, [
      idOrName,
      idOrName.toLowerCase(),
    ]);
    return row?.id ?? null;
  }

  /**
   * Locks both accounts and checks that the caller may act on the other: nobody changes, suspends, deletes or resets
   * somebody with permissions that they lack themselves. Part of the transaction of the change, so that nothing can be
   * gained or lost in between.
   * @throws BeyondOwnPermissionsError
   */
  async assertMayAdminister(principal: Principal, userId: string): Promise<void> {
    if (principal.userId === userId) {
      await this.sql.query(lockUsers, [[userId]]);
      return;
    }
    await this.sql.query(lockUsers, [[principal.userId, userId]]);
    await this.assertHolds(principal, await this.permissionsOf(userId));
  }

  /**
   * Gives roles to an account that is being created or changed. The roles must exist and hold nothing the caller lacks.
   * @param principal null when the system itself gives them
   * @throws UnknownRoleError, BeyondOwnPermissionsError
   */
  async give(
    principal: Principal | null,
    userId: string,
    roleIds: readonly string[],
    field = 'roles',
  ): Promise<void> {
    const roles = await this.sql.query<RoleRow>(selectRoles, [roleIds]);
    const known = new Set(roles.map((role) => role.id));
    roleIds.forEach((roleId, index) => {
      if (!known.has(roleId)) {
        throw new UnknownRoleError(`${field}[${index}]`, roleId);
      }
    });
    if (principal !== null) {
      await this.assertHolds(principal, new Set(roles.flatMap((role) => role.permissions)));
    }
    await this.sql.change(insertUserRoles, [userId, roleIds]);
  }

  /**
   * Takes roles from an account.
   * @throws LastAdministratorError
   */
  async take(userId: string, roleIds: readonly string[]): Promise<void> {
    if (roleIds.includes(ADMIN_ROLE_ID)) {
      await this.assertNotLastAdministrator(userId);
    }
    await this.sql.change(deleteUserRoles, [userId, roleIds]);
  }

  /** The ids of the roles an account holds, as of the open transaction. */
  async idsOf(userId: string): Promise<string[]> {
    return (await this.sql.query<RoleRow>(selectPermissions, [userId])).map((role) => role.id);
  }

  /** What these roles allow together, in alphabetical order. */
  async permissionsOfRoles(roleIds: readonly string[]): Promise<string[]> {
    const roles = await this.sql.query<RoleRow>(selectRolesForReading, [roleIds]);
    return [...new Set(roles.flatMap((role) => role.permissions))].sort();
  }

  /** Whether an account holds any permission, which makes its sessions administrative. */
  async isAdministrative(userId: string): Promise<boolean> {
    return (await this.permissionsOf(userId)).size > 0;
  }

  /**
   * To be called before an account stops being an active administrator. Removals wait for each other here, so that of
   * twenty at once the last is refused.
   * @throws LastAdministratorError
   */
  async assertNotLastAdministrator(userId: string): Promise<void> {
    await this.sql.query(lockAdminRole, [ADMIN_ROLE_ID]);
    const isAdministrator = (await this.idsOf(userId)).includes(ADMIN_ROLE_ID);
    const [row] = await this.sql.query<{ others: number }>(countOtherAdmins, [ADMIN_ROLE_ID, userId]);
    if (isAdministrator && row?.others === 0) {
      throw new LastAdministratorError();
    }
  }

  private async permissionsOf(userId: string): Promise<Set<string>> {
    const roles = await this.sql.query<RoleRow>(selectPermissions, [userId]);
    return new Set(roles.flatMap((role) => role.permissions));
  }

  /** What the caller holds now, which may be less than when the request came in. */
  private async assertHolds(principal: Principal, needed: ReadonlySet<string>): Promise<void> {
    const held = await this.permissionsOf(principal.userId);
    const missing = [...needed].filter(
      (permission) => !held.has(permission) || !principal.permissions.has(permission),
    );
    if (missing.length > 0) {
      throw new BeyondOwnPermissionsError(missing);
    }
  }
}
