import { Injectable } from '@nestjs/common';
import { BeyondOwnPermissionsError, UnauthenticatedError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { ADMIN_ROLE_ID } from './built-in-roles.js';
import { type GrantInput, type GrantRow, grantText, hasWildcard } from './grants.js';
import { WildcardNeedsAdministratorError } from './grants.errors.js';

const lockUsers = statement(
  'lock-users',
  'SELECT id FROM users WHERE id = ANY ($1) AND deleted_at IS NULL ORDER BY id FOR UPDATE',
);
const selectLiveCaller = statement(
  'select-live-caller',
  `SELECT 1 FROM accounts a WHERE a.id = $1 AND NOT a.suspended
      AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM session_principals s WHERE s.session_id = $2))`,
);
const lockRoleGraph = statement('lock-role-graph', 'SELECT pg_advisory_xact_lock(7203431)');
const selectRolesOf = statement(
  'select-permissions-of-user',
  `SELECT r.id, r.permissions FROM user_roles ur JOIN roles r ON r.id = ur.role_id
    WHERE ur.user_id = $1 ORDER BY r.id FOR SHARE OF r`,
);

/** Of the grants in `asked`, up to ten that neither the permissions $2 nor the grants of the account $1 cover. */
const uncovered = (asked: string) => `SELECT type, resource_type, resource FROM ${asked}
  WHERE NOT asked.type || ':' || asked.resource_type = ANY ($2)
    AND NOT EXISTS (SELECT 1 FROM grants own
                     WHERE own.user_id = $1 AND own.resource_type IN (asked.resource_type, '*')
                       AND own.resource IN (asked.resource, '*') AND own.type IN (asked.type, '*'))
  LIMIT 10`;
const selectUncoveredOfUser = statement(
  'select-uncovered-grants-of-user',
  uncovered('(SELECT type, resource_type, resource FROM grants WHERE user_id = $3) AS asked'),
);
const selectUncovered = statement(
  'select-uncovered-grants',
  uncovered('unnest($3::text[], $4::text[], $5::text[]) AS asked (type, resource_type, resource)'),
);

interface Closure {
  permissions: ReadonlySet<string>;
  isAdministrator: boolean;
}

/**
 * What accounts may do as of the open transaction, and whether one of them covers what another has or is to be given.
 * A permission `read:document` covers grants to read single documents; an administrator covers everything.
 */
@Injectable()
export class PermissionClosures {
  constructor(private readonly sql: Sql) {}

  /**
   * Locks the caller's account and others, lowest id first, so that nobody's roles and grants change before the
   * transaction ends. A caller who was suspended or signed out since the request came in is refused: of people who put
   * each other out at the same moment, somebody comes first.
   * @throws UnauthenticatedError
   */
  async lockAccounts(principal: Principal, ...userIds: string[]): Promise<void> {
    await this.sql.query(lockUsers, [[principal.userId, ...userIds]]);
    const isLive = await this.sql.query(selectLiveCaller, [principal.userId, principal.sessionId]);
    if (isLive.length === 0) {
      throw new UnauthenticatedError(true);
    }
  }

  /**
   * Locks the caller's account and what roles there are, in this order. Changes of roles and permissions wait for each
   * other, so each is decided on what the one before it left; giving and taking roles goes on.
   * @throws UnauthenticatedError
   */
  async lockRoleGraph(principal: Principal): Promise<void> {
    await this.lockAccounts(principal);
    await this.sql.query(lockRoleGraph);
  }

  /** The roles of an account with what each allows; they stay as they are until the transaction ends. */
  async rolesOf(userId: string): Promise<{ id: string; permissions: string[] }[]> {
    return this.sql.query(selectRolesOf, [userId]);
  }

  /** @throws BeyondOwnPermissionsError when the caller lacks one of the permissions */
  async assertHolds(principal: Principal, needed: Iterable<string>): Promise<void> {
    assertNoneMissing(await this.closureOf(principal), needed);
  }

  /** @throws BeyondOwnPermissionsError when an account has permissions or grants beyond the caller's */
  async assertCovers(principal: Principal, userId: string): Promise<void> {
    const roles = await this.rolesOf(userId);
    const closure = await this.closureOf(principal);
    assertNoneMissing(
      closure,
      roles.flatMap((role) => role.permissions),
    );
    if (!closure.isAdministrator) {
      const values = [grantsOwner(principal), [...closure.permissions], userId];
      assertNoneUncovered(await this.sql.query<GrantRow>(selectUncoveredOfUser, values));
    }
  }

  /** @throws WildcardNeedsAdministratorError, BeyondOwnPermissionsError when the caller may not give these grants */
  async assertMayGrant(principal: Principal, grants: readonly GrantInput[]): Promise<void> {
    const closure = await this.closureOf(principal);
    if (closure.isAdministrator) {
      return;
    }
    if (grants.some(hasWildcard)) {
      throw new WildcardNeedsAdministratorError();
    }
    assertNoneUncovered(
      await this.sql.query<GrantRow>(selectUncovered, [
        grantsOwner(principal),
        [...closure.permissions],
        grants.map(({ type }) => type),
        grants.map(({ resourceType }) => resourceType),
        grants.map(({ resource }) => resource),
      ]),
    );
  }

  /**
   * What the caller may do now, whatever it was when the request came in: both may have changed since. Only an API key
   * stays within what it was given.
   */
  private async closureOf(principal: Principal): Promise<Closure> {
    const roles = await this.rolesOf(principal.userId);
    const held = new Set(roles.flatMap((role) => role.permissions));
    const permissions =
      principal.apiKeyId === null
        ? held
        : new Set([...held].filter((permission) => principal.permissions.has(permission)));
    return {
      permissions,
      isAdministrator: permissions.size === held.size && roles.some((role) => role.id === ADMIN_ROLE_ID),
    };
  }
}

/** An API key carries permissions only, so the grants of its owner do not count. */
function grantsOwner(principal: Principal): string | null {
  return principal.apiKeyId === null ? principal.userId : null;
}

function assertNoneMissing(closure: Closure, needed: Iterable<string>): void {
  const missing = [...new Set(needed)].filter((permission) => !closure.permissions.has(permission));
  if (missing.length > 0) {
    throw new BeyondOwnPermissionsError(missing);
  }
}

function assertNoneUncovered(rows: readonly GrantRow[]): void {
  if (rows.length > 0) {
    throw new BeyondOwnPermissionsError(
      rows.map((row) => grantText({ ...row, resourceType: row.resource_type })),
    );
  }
}
