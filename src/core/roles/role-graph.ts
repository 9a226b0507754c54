import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SELF_PERMISSIONS } from '../../authorization/permissions.js';
import type { RoleSet } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { openTransaction } from '../../database/transaction.js';

interface RoleRow {
  key: string;
  id: string;
  name: string;
  permissions: string[];
}

const selectRoles = statement(
  'select-role-graph',
  `SELECT id || ':' || xmin::text AS key, id, name, permissions, name_key FROM roles WHERE id = ANY ($1) ORDER BY id`,
);

const MAX_REMEMBERED_SETS = 1_000;
const NONE = roleSetOf([]);

/**
 * Remembers what sets of roles contain, under keys that name each role with the version of its row: `role_keys` of the
 * view `accounts`. Which roles in which version an account holds is read for every request; what was read once under a
 * version stays true for it, so nothing here is ever out of date.
 */
@Injectable()
export class RoleGraph {
  private readonly remembered = new LRUCache<string, RoleSet>({ max: MAX_REMEMBERED_SETS });

  constructor(private readonly sql: Sql) {}

  /** @param roleKeys as read from `accounts`; null for no roles */
  async resolve(roleKeys: string | null): Promise<RoleSet> {
    if (roleKeys === null) {
      return NONE;
    }
    return this.remembered.get(roleKeys) ?? this.read(roleKeys);
  }

  private async read(roleKeys: string): Promise<RoleSet> {
    const ids = roleKeys.split(',').map((key) => key.slice(0, key.indexOf(':')));
    const rows = await this.sql.query<RoleRow & { name_key: string }>(selectRoles, [ids]);
    const set = roleSetOf(rows.toSorted((one, other) => (one.name_key < other.name_key ? -1 : 1)));
    // A role that changed in between is answered as it is now, and what a transaction may still undo is not remembered.
    if (rows.map(({ key }) => key).join(',') === roleKeys && openTransaction() === undefined) {
      this.remembered.set(roleKeys, set);
    }
    return set;
  }
}

function roleSetOf(rows: readonly RoleRow[]): RoleSet {
  const roles = rows.map(({ id, name }) => ({ id, name }));
  const givers = new Map<string, { id: string; name: string }>();
  rows.forEach(({ permissions }, index) => {
    for (const permission of permissions) {
      if (!givers.has(permission)) {
        givers.set(permission, roles[index]);
      }
    }
  });
  return { roles, givers, permissions: new Set([...givers.keys(), ...SELF_PERMISSIONS]) };
}
