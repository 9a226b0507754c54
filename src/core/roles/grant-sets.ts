import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { statement, Sql } from '../../database/sql.js';
import { openTransaction } from '../../database/transaction.js';
import { type GrantInput, grantOfRow, type GrantRow, grantText, type GrantView, WILDCARD } from './grants.js';

const selectGrants = statement(
  'select-grant-set',
  'SELECT id, type, resource_type, resource, created_at FROM grants WHERE user_id = $1 ORDER BY id',
);

/** All remembered sets together; some hundred bytes each. */
const MAX_REMEMBERED_GRANTS = 100_000;

/** Some grants, such as those of one account, to be asked about single resources. */
export class GrantSet<Grant extends GrantInput = GrantView> {
  private readonly byText: ReadonlyMap<string, Grant>;

  constructor(grants: readonly Grant[]) {
    this.byText = new Map(grants.map((grant) => [grantText(grant), grant]));
  }

  get size(): number {
    return this.byText.size;
  }

  /** All of them, in the order given. */
  get all(): Grant[] {
    return [...this.byText.values()];
  }

  /** A grant that allows this, the narrowest first; undefined when there is none. */
  find({ type, resourceType, resource }: GrantInput): Grant | undefined {
    if (this.size === 0) {
      return undefined;
    }
    for (const oneResource of [resource, WILDCARD]) {
      for (const oneKind of [resourceType, WILDCARD]) {
        for (const oneType of [type, WILDCARD]) {
          const text = grantText({ type: oneType, resourceType: oneKind, resource: oneResource });
          const grant = this.byText.get(text);
          if (grant !== undefined) {
            return grant;
          }
        }
      }
    }
    return undefined;
  }
}

const NONE = new GrantSet([]);

/**
 * Remembers the grants of accounts under their version: `grants_version` of the view `accounts`. The version is read for
 * every request and is a new one after every change, so nothing here is ever out of date.
 */
@Injectable()
export class GrantSets {
  private readonly remembered = new LRUCache<string, GrantSet>({
    maxSize: MAX_REMEMBERED_GRANTS,
    sizeCalculation: (set) => 1 + set.size,
  });

  constructor(private readonly sql: Sql) {}

  /** @param version as read from `accounts`; null for an account that never had a grant */
  async resolve(userId: string, version: string | null): Promise<GrantSet> {
    if (version === null) {
      return NONE;
    }
    return this.remembered.get(version) ?? this.read(userId, version);
  }

  private async read(userId: string, version: string): Promise<GrantSet> {
    const rows = await this.sql.query<GrantRow>(selectGrants, [userId]);
    const set = new GrantSet(rows.map(grantOfRow));
    // Read after the version, so it is that or newer; what a transaction may still undo is not remembered.
    if (openTransaction() === undefined) {
      this.remembered.set(version, set);
    }
    return set;
  }
}
