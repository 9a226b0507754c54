import { Injectable } from '@nestjs/common';
import { SELF_PERMISSIONS } from '../../authorization/permissions.js';
import { statement, Sql } from '../../database/sql.js';
import { ADMIN_ROLE_ID } from './built-in-roles.js';
import type { GrantInput } from './grants.js';
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

/** An effective permission and the roles that give it. */
export interface EffectivePermission {
  permission: string;
  from: { id: string; name: string }[];
}

interface AccessRow {
  suspended: boolean;
  role_keys: string | null;
  /** For the questions about resources that a grant answers: place, id, type, resource type, resource. */
  grants: [number, string, string, string, string][] | null;
}

/**
 * Everything that checks need in one row: no row means that there is no such account. The questions about resources come
 * as JSON and not as arrays, of which the planner sees the length and then plans anew for each call.
 */
const selectAccess = statement(
  'select-access',
  `SELECT a.suspended, a.role_keys,
          (SELECT json_agg(json_build_array(c.place, g.id, g.type, g.resource_type, g.resource))
             FROM json_to_recordset($2) AS c (place int, type text, "resourceType" text, resource text)
             JOIN LATERAL (SELECT * FROM grants g
                            WHERE g.user_id = a.id AND g.resource_type IN (c."resourceType", '*')
                              AND g.resource IN (c.resource, '*') AND g.type IN (c.type, '*')
                            LIMIT 1) AS g ON true) AS grants
     FROM accounts a WHERE a.id = $1`,
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
  ) {}

  /**
   * @param within what a credential is limited to; a permission outside of it is not allowed whatever the roles say
   * @returns one result for each check, in order; null when there is no such account
   */
  async check(
    userId: string,
    checks: readonly PermissionCheck[],
    within?: ReadonlySet<string>,
  ): Promise<CheckResult[] | null> {
    const onResources = checks.flatMap((check, place) => ('type' in check ? [{ place, ...check }] : []));
    const [row] = await this.sql.query<AccessRow>(selectAccess, [userId, JSON.stringify(onResources)]);
    if (row === undefined) {
      return null;
    }
    const { roles, givers } = await this.roleGraph.resolve(row.role_keys);
    const administrator = roles.find((role) => role.id === ADMIN_ROLE_ID);
    const grants = new Map((row.grants ?? []).map((grant) => [grant[0], grant]));
    return checks.map((check, place) => {
      const permission = permissionOf(check);
      if (row.suspended) {
        return missing(check, 'suspended');
      }
      if ('permission' in check && SELF.has(permission)) {
        return { allowed: true, because: { kind: 'self' } };
      }
      const role = givers.get(permission) ?? ('permission' in check ? undefined : administrator);
      return role !== undefined && (within === undefined || within.has(permission))
        ? { allowed: true, because: { kind: 'role', id: role.id, name: role.name } }
        : byGrant(check, grants.get(place));
    });
  }

  /** What the roles of an account allow together, in alphabetical order, each with the roles it comes from. */
  effectiveOf(userId: string): Promise<EffectivePermission[]> {
    return this.sql.query<EffectivePermission>(selectEffective, [userId]);
  }
}

/** A role's permission `read:document` is the right to read every document, so it answers for each. */
function permissionOf(check: PermissionCheck): string {
  return 'permission' in check ? check.permission : `${check.type}:${check.resourceType}`;
}

function byGrant(
  check: PermissionCheck,
  grant: [number, string, string, string, string] | undefined,
): CheckResult {
  if (grant === undefined) {
    return missing(check, 'not_held');
  }
  const [, id, type, resourceType, resource] = grant;
  return { allowed: true, because: { kind: 'grant', id, type, resourceType, resource } };
}

function missing(check: PermissionCheck, reason: 'not_held' | 'suspended'): CheckResult {
  return { allowed: false, because: { kind: 'missing', reason, ...check } };
}
