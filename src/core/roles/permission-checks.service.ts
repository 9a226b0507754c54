import { Injectable } from '@nestjs/common';
import { SELF_PERMISSIONS } from '../../authorization/permissions.js';
import type { Principal, RoleSet } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { ADMIN_ROLE_ID } from './built-in-roles.js';
import { GrantSet, GrantSets } from './grant-sets.js';
import type { GrantInput, GrantView } from './grants.js';
import { RoleGraph } from './role-graph.js';

/** May the account do this in general, or on one resource? */
export type PermissionCheck = { permission: string } | GrantInput;

/** Why something is allowed, or what is missing. */
export type Because =
  | { kind: 'role'; id: string; name: string }
  | ({ kind: 'grant'; id: string } & GrantInput)
  | { kind: 'self' }
  | ({ kind: 'missing'; reason: 'not_held' | 'suspended' } & PermissionCheck);

export interface CheckResult {
  allowed: boolean;
  because: Because;
}

/** What a credential is limited to. */
export interface Limits {
  permissions: ReadonlySet<string>;
  /** Null for all grants of the account. */
  grants: GrantSet<GrantInput> | null;
}

/** An effective permission and the roles that give it. */
export interface EffectivePermission {
  permission: string;
  from: { id: string; name: string }[];
}

interface AccessRow {
  suspended: boolean;
  role_keys: string | null;
  grants_version: string | null;
}

/** The state of an account and which versions of its roles and grants it has; no row means that there is none. */
const selectAccess = statement(
  'select-access',
  'SELECT suspended, role_keys, grants_version FROM accounts WHERE id = $1',
);
const selectEffective = statement(
  'select-effective-permissions',
  `SELECT p.permission, json_agg(json_build_object('id', r.id, 'name', r.name) ORDER BY r.name_key) AS "from"
     FROM user_roles ur JOIN roles r ON r.id = ur.role_id CROSS JOIN unnest(r.permissions) AS p (permission)
    WHERE ur.user_id = $1 GROUP BY p.permission ORDER BY p.permission`,
);

const SELF: ReadonlySet<string> = new Set(SELF_PERMISSIONS);

/** Answers what an account may do, and why. */
@Injectable()
export class PermissionChecksService {
  constructor(
    private readonly sql: Sql,
    private readonly roleGraph: RoleGraph,
    private readonly grantSets: GrantSets,
  ) {}

  /**
   * @param within what a credential is limited to: nothing outside of it is allowed, whatever roles and grants say
   * @returns one result for each check, in order; null when there is no such account
   */
  async check(
    userId: string,
    checks: readonly PermissionCheck[],
    within?: Limits,
  ): Promise<CheckResult[] | null> {
    const [row] = await this.sql.query<AccessRow>(selectAccess, [userId]);
    if (row === undefined) {
      return null;
    }
    if (row.suspended) {
      return checks.map((check) => missing(check, 'suspended'));
    }
    const roleSet = await this.roleGraph.resolve(row.role_keys);
    return answers(checks, roleSet, await this.grantSets.resolve(userId, row.grants_version), within);
  }

  /** Answers for the caller, within what their credential allows; for people by what authenticated the request. */
  async checkOwn(caller: Principal, checks: readonly PermissionCheck[]): Promise<CheckResult[] | null> {
    const { userId, source, permissions, grantsWithin = null } = caller;
    return source === undefined
      ? this.check(userId, checks, {
          permissions,
          grants: grantsWithin === null ? null : new GrantSet(grantsWithin),
        })
      : answers(checks, source.roleSet, await this.grantSets.resolve(userId, source.grantsVersion));
  }

  /** What the roles of an account allow together, in alphabetical order, each with the roles it comes from. */
  effectiveOf(userId: string): Promise<EffectivePermission[]> {
    return this.sql.query<EffectivePermission>(selectEffective, [userId]);
  }
}

function answers(
  checks: readonly PermissionCheck[],
  roleSet: RoleSet,
  grants: GrantSet,
  within?: Limits,
): CheckResult[] {
  return checks.map((check) => {
    const permission = permissionOf(check);
    const isGranted = 'type' in check && within?.grants?.find(check) !== undefined;
    const isWithin = within === undefined || isGranted || within.permissions.has(permission);
    const countsGrants = 'type' in check && (within?.grants == null || isGranted);
    if ('permission' in check && SELF.has(permission) && isWithin) {
      return { allowed: true, because: { kind: 'self' } };
    }
    const role = isWithin ? roleFor(check, roleSet) : undefined;
    return role === undefined
      ? byGrant(check, countsGrants ? grants.find(check) : undefined)
      : { allowed: true, because: { kind: 'role', id: role.id, name: role.name } };
  });
}

/** The role that allows something; administrators may do everything on every resource. */
function roleFor(
  check: PermissionCheck,
  { roles, givers }: RoleSet,
): { id: string; name: string } | undefined {
  const giver = givers.get(permissionOf(check));
  return giver ?? ('permission' in check ? undefined : roles.find((role) => role.id === ADMIN_ROLE_ID));
}

/** A role's permission `read:document` is the right to read every document, so it answers for each. */
function permissionOf(check: PermissionCheck): string {
  return 'permission' in check ? check.permission : `${check.type}:${check.resourceType}`;
}

function byGrant(check: PermissionCheck, grant: GrantView | undefined): CheckResult {
  if (grant === undefined) {
    return missing(check, 'not_held');
  }
  const { id, type, resourceType, resource } = grant;
  return { allowed: true, because: { kind: 'grant', id, type, resourceType, resource } };
}

function missing(check: PermissionCheck, reason: 'not_held' | 'suspended'): CheckResult {
  return { allowed: false, because: { kind: 'missing', reason, ...check } };
}
