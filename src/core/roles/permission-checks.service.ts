import { Injectable } from '@nestjs/common';
import { SELF_PERMISSIONS } from '../../authorization/permissions.js';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { ADMIN_ROLE_ID } from './built-in-roles.js';
import type { GrantInput } from './grants.js';
import { RoleGraph, type RoleSet } from './role-graph.js';

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

/** A grant that answers a question about a resource: place of the question, id, type, resource type, resource. */
type GrantFound = [place: number, id: string, type: string, resourceType: string, resource: string];

interface AccessRow {
  suspended: boolean;
  role_keys: string | null;
  grants: GrantFound[] | null;
}

/**
 * Of the grants of an account one for each question that one answers. The questions come as JSON and not as arrays, of
 * which the planner sees the length and then plans anew for each call.
 */
const grantsOf = (userId: string, questions: string) => `(
  SELECT json_agg(json_build_array(c.place, g.id, g.type, g.resource_type, g.resource))
    FROM json_to_recordset(${questions}) AS c (place int, type text, "resourceType" text, resource text)
    JOIN LATERAL (SELECT * FROM grants g
                   WHERE g.user_id = ${userId} AND g.resource_type IN (c."resourceType", '*')
                     AND g.resource IN (c.resource, '*') AND g.type IN (c.type, '*') LIMIT 1) AS g ON true) AS grants`;
/** Everything that checks need in one row: no row means that there is no such account. */
const selectAccess = statement(
  'select-access',
  `SELECT a.suspended, a.role_keys, ${grantsOf('a.id', '$2')} FROM accounts a WHERE a.id = $1`,
);
/** For callers themselves, whose state and roles came with the statement that authenticated the request. */
const selectOwnGrants = statement('select-own-grants', `SELECT ${grantsOf('$1', '$2')}`);
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
   * @param within what a credential is limited to: a permission outside of it is not allowed whatever the roles say
   * @returns one result for each check, in order; null when there is no such account
   */
  async check(
    userId: string,
    checks: readonly PermissionCheck[],
    within?: ReadonlySet<string>,
  ): Promise<CheckResult[] | null> {
    const values = [userId, JSON.stringify(questions(checks))];
    const [row] = await this.sql.query<AccessRow>(selectAccess, values);
    if (row === undefined) {
      return null;
    }
    return row.suspended
      ? checks.map((check) => missing(check, 'suspended'))
      : answers(checks, await this.roleGraph.resolve(row.role_keys), row.grants ?? [], within);
  }

  /** Answers for the caller, within what their credential allows; most questions without a further look-up. */
  async checkOwn(caller: Principal, checks: readonly PermissionCheck[]): Promise<CheckResult[] | null> {
    const roleSet = this.roleGraph.originOf(caller.permissions);
    if (roleSet === undefined) {
      return this.check(caller.userId, checks, caller.permissions);
    }
    const open = questions(checks).filter((question) => roleFor(question, roleSet) === undefined);
    const [row] =
      open.length === 0
        ? []
        : await this.sql.query<Pick<AccessRow, 'grants'>>(selectOwnGrants, [
            caller.userId,
            JSON.stringify(open),
          ]);
    return answers(checks, roleSet, row?.grants ?? []);
  }

  /** What the roles of an account allow together, in alphabetical order, each with the roles it comes from. */
  effectiveOf(userId: string): Promise<EffectivePermission[]> {
    return this.sql.query<EffectivePermission>(selectEffective, [userId]);
  }
}

/** The checks of single resources, each with its place among all. */
function questions(checks: readonly PermissionCheck[]): (GrantInput & { place: number })[] {
  return checks.flatMap((check, place) => ('type' in check ? [{ place, ...check }] : []));
}

function answers(
  checks: readonly PermissionCheck[],
  roleSet: RoleSet,
  found: readonly GrantFound[],
  within?: ReadonlySet<string>,
): CheckResult[] {
  const grants = new Map(found.map((grant) => [grant[0], grant]));
  return checks.map((check, place) => {
    const permission = permissionOf(check);
    const isWithin = within === undefined || within.has(permission);
    if ('permission' in check && SELF.has(permission) && isWithin) {
      return { allowed: true, because: { kind: 'self' } };
    }
    const role = isWithin ? roleFor(check, roleSet) : undefined;
    return role === undefined
      ? byGrant(check, grants.get(place))
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

function byGrant(check: PermissionCheck, grant: GrantFound | undefined): CheckResult {
  if (grant === undefined) {
    return missing(check, 'not_held');
  }
  const [, id, type, resourceType, resource] = grant;
  return { allowed: true, because: { kind: 'grant', id, type, resourceType, resource } };
}

function missing(check: PermissionCheck, reason: 'not_held' | 'suspended'): CheckResult {
  return { allowed: false, because: { kind: 'missing', reason, ...check } };
}
