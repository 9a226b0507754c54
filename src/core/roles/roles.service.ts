import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { foldCase } from '../../common/normal-form.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ADMIN_ROLE_ID, BUILT_IN_ROLES } from './built-in-roles.js';
import { PermissionClosures } from './permission-closures.js';
import { LastAdministratorError, TooManyRolesError, UnknownRoleError } from './roles.errors.js';

const selectRoles = statement(
  'select-roles-by-id',
  'SELECT id, permissions FROM roles WHERE id = ANY ($1) ORDER BY id FOR SHARE',
);
const selectRolesForReading = statement(
  'read-roles-by-id',
  'SELECT id, permissions FROM roles WHERE id = ANY ($1)',
);
const lockAdministrators = statement('lock-administrators', 'SELECT pg_advisory_xact_lock(7203430)');
const countOtherAdmins = statement(
  'count-other-admins',
  `SELECT count(*)::int AS others FROM user_roles ur JOIN users u ON u.id = ur.user_id
    WHERE ur.role_id = $1 AND ur.user_id <> $2 AND u.deleted_at IS NULL AND NOT u.is_suspended`,
);
const insertUserRoles = statement(
  'insert-user-roles',
  'INSERT INTO user_roles (user_id, role_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
);
const countUserRoles = statement(
  'count-user-roles',
  'SELECT count(*)::int AS held FROM user_roles WHERE user_id = $1',
);
const deleteUserRoles = statement(
  'delete-user-roles',
  'DELETE FROM user_roles WHERE user_id = $1 AND role_id = ANY ($2)',
);
const upsertBuiltIn = statement(
  'upsert-built-in-role',
  `INSERT INTO roles (id, name, name_key, description, permissions, built_in)
   SELECT $1::text, $2::text, $2::text, $3::text, $4::text[], true
    WHERE NOT EXISTS (SELECT 1 FROM roles WHERE id = $1 AND permissions @> $4)
   ON CONFLICT (id) DO UPDATE SET version = roles.version + 1,
     permissions = ARRAY(SELECT unnest(roles.permissions) UNION SELECT unnest(excluded.permissions))
   WHERE NOT roles.permissions @> excluded.permissions`,
);
const selectRoleByIdOrName = statement(
  'select-role-by-id-or-name',
  'SELECT id FROM roles WHERE id = $1 OR name_key = $2',
);

/** Every signed-in request reads the roles of its caller. */
const MAX_ROLES = 100;

interface RoleRow {
  id: string;
  permissions: string[];
}

/** Who holds which roles; the rules that keep anybody from climbing. */
@Injectable()
export class RolesService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly closures: PermissionClosures,
  ) {}

  /** Makes the built-in roles, and gives `admin` the permissions that a newer release added. */
  async ensureBuiltIn(): Promise<void> {
    for (const { id, name, description, permissions } of BUILT_IN_ROLES) {
      await this.sql.change(upsertBuiltIn, [id, name, description, permissions]);
    }
  }

  /** The id of the role with this id or name, null when there is none. */
  async findId(idOrName: string): Promise<string | null> {
    const [row] = await this.sql.query<{ id: string }>(selectRoleByIdOrName, [idOrName, foldCase(idOrName)]);
    return row?.id ?? null;
  }

  /**
   * Locks both accounts and checks that the caller may act on the other: nobody changes, suspends, deletes or resets
   * somebody with permissions or grants that they lack themselves. Part of the transaction of the change, so that nothing
   * can be gained or lost in between.
   * @throws BeyondOwnPermissionsError, UnauthenticatedError
   */
  async assertMayAdminister(principal: Principal, userId: string): Promise<void> {
    await this.closures.lockAccounts(principal, userId);
    if (principal.userId !== userId) {
      await this.closures.assertCovers(principal, userId);
    }
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
      await this.closures.assertHolds(
        principal,
        roles.flatMap((role) => role.permissions),
      );
    }
    await this.sql.change(insertUserRoles, [userId, roleIds]);
  }

  /**
   * Takes roles from an account; those it does not hold change nothing.
   * @throws LastAdministratorError
   */
  async take(userId: string, roleIds: readonly string[]): Promise<void> {
    if (roleIds.includes(ADMIN_ROLE_ID)) {
      await this.assertNotLastAdministrator(userId);
    }
    await this.sql.change(deleteUserRoles, [userId, roleIds]);
  }

  /** To be called after an account was given roles and others were taken. @throws TooManyRolesError */
  async assertNotTooMany(userId: string): Promise<void> {
    const [row] = await this.sql.query<{ held: number }>(countUserRoles, [userId]);
    if (row !== undefined && row.held > MAX_ROLES) {
      throw new TooManyRolesError(MAX_ROLES);
    }
  }

  /** The ids of the roles an account holds, as of the open transaction. */
  async idsOf(userId: string): Promise<string[]> {
    return (await this.closures.rolesOf(userId)).map((role) => role.id);
  }

  /** What these roles allow together, in alphabetical order. */
  async permissionsOfRoles(roleIds: readonly string[]): Promise<string[]> {
    const roles = await this.sql.query<RoleRow>(selectRolesForReading, [roleIds]);
    return [...new Set(roles.flatMap((role) => role.permissions))].sort();
  }

  /** Whether an account holds any permission, which makes its sessions administrative. */
  async isAdministrative(userId: string): Promise<boolean> {
    return (await this.closures.rolesOf(userId)).some((role) => role.permissions.length > 0);
  }

  /**
   * To be called before an account stops being an active administrator, once the account is locked. Removals of
   * administrators wait for each other here, so that of twenty at once the last is refused; others wait for nobody.
   * @throws LastAdministratorError
   */
  async assertNotLastAdministrator(userId: string): Promise<void> {
    if (!(await this.idsOf(userId)).includes(ADMIN_ROLE_ID)) {
      return;
    }
    // Not the role's row: those who come here share that already, so they would wait for each other for ever.
    await this.sql.query(lockAdministrators);
    const [row] = await this.sql.query<{ others: number }>(countOtherAdmins, [ADMIN_ROLE_ID, userId]);
    if (row?.others === 0) {
      throw new LastAdministratorError();
    }
  }
}
