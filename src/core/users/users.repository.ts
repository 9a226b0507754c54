import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import { foldCase } from '../../common/normal-form.js';
import { statement, Sql, type Statement } from '../../database/sql.js';
import { accountOfRow, type AccountRow } from './account.row.js';
import type { UserReference } from './user-reference.js';

export const USER_SORTS = ['createdAt', '-createdAt', 'username', '-username', 'email', '-email'] as const;
export type UserSort = (typeof USER_SORTS)[number];

export interface UserFilter {
  search?: string;
  status?: 'active' | 'suspended';
  roleId?: string;
}

/** What an account is called; one of the two is there. */
export type AccountName = Pick<Account, 'username' | 'email'>;

export interface UserSlice {
  filter: UserFilter;
  sort: UserSort;
  limit: number;
  /** Sort values of the last row of the page before; none for the first page. */
  after: string[] | null;
}

/** Rows of a streamed list that are in memory at once. */
const NAMES_PAGE = 1_000;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

const selectById = statement('select-account-by-id', 'SELECT * FROM accounts WHERE id = $1');
const selectByEmail = statement('select-account-by-email', 'SELECT * FROM accounts WHERE email_key = $1');
const selectByUsername = statement(
  'select-account-by-username',
  'SELECT * FROM accounts WHERE username_key = $1',
);

const selectByIds = statement(
  'select-accounts-by-id',
  'SELECT * FROM accounts WHERE id = ANY ($1) ORDER BY id',
);

const selectActiveNames = statement(
  'list-active-names',
  `SELECT id, username, email FROM accounts WHERE NOT suspended AND id > $1 ORDER BY id LIMIT ${NAMES_PAGE}`,
);

const MAX_COUNT = 10_000;
/** Shorter texts have no trigram; they match at the start of a word instead. */
const MIN_SUBSTRING_LENGTH = 3;

const ORDER_BY: Record<string, string> = {
  createdAt: '',
  username: "coalesce(username_key, '')",
  email: "coalesce(email_key, '')",
};

/** Reads accounts through the view that also knows their roles. */
@Injectable()
export class UsersRepository {
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly sql: Sql) {}

  /** @returns the account, null when there is none or it was deleted */
  async find(reference: UserReference): Promise<Account | null> {
    if (reference === null) {
      return null;
    }
    const [by, value]: [Statement, string] =
      'id' in reference
        ? [selectById, reference.id]
        : 'email' in reference
          ? [selectByEmail, reference.email]
          : [selectByUsername, reference.username];
    const [row] = await this.sql.query<AccountRow>(by, [value]);
    return row === undefined ? null : accountOfRow(row);
  }

  /** The accounts with these ids, in the order of the ids; those that are gone are left out. */
  async findMany(ids: readonly string[]): Promise<Account[]> {
    return (await this.sql.query<AccountRow>(selectByIds, [ids])).map(accountOfRow);
  }

  /** What every active account is called, those that signed up first coming first, page by page as they are taken. */
  async *activeNames(): AsyncGenerator<AccountName[]> {
    for (let after = FIRST_UUID; ;) {
      const rows = await this.sql.query<AccountName & { id: string }>(selectActiveNames, [after]);
      yield rows;
      const last = rows.at(-1);
      if (rows.length < NAMES_PAGE || last === undefined) {
        return;
      }
      after = last.id;
    }
  }

  /** @returns up to `limit` accounts and the sort values of each, in the order asked for */
  async list({ filter, sort, limit, after }: UserSlice): Promise<{ account: Account; position: string[] }[]> {
    const descending = sort.startsWith('-');
    const order = ORDER_BY[sort.replace('-', '')] ?? '';
    const direction = descending ? 'DESC' : 'ASC';
    const { conditions, values } = this.conditions(filter);
    const keys = order === '' ? ['id'] : [order, 'id'];
    if (after !== null) {
      values.push(...after);
      const places = keys.map((_, index) => `$${values.length - keys.length + index + 1}`);
      conditions.push(`(${keys.join(', ')}) ${descending ? '<' : '>'} (${places.join(', ')})`);
    }
    values.push(limit);
    const text = `SELECT *${order === '' ? '' : `, ${order} AS sort_value`} FROM accounts ${where(conditions)}
      ORDER BY ${keys.map((key) => `${key} ${direction}`).join(', ')} LIMIT $${values.length}`;
    const rows = await this.run<AccountRow & { sort_value?: string }>(filter, text, values);
    return rows.map((row) => ({
      account: accountOfRow(row),
      position: row.sort_value === undefined ? [row.id] : [row.sort_value, row.id],
    }));
  }

  /** @returns how many accounts match, at most 10,000 */
  async count(filter: UserFilter): Promise<number> {
    const { conditions, values } = this.conditions(filter);
    values.push(MAX_COUNT);
    const text = `SELECT count(*)::int AS total FROM (SELECT 1 FROM accounts ${where(conditions)} LIMIT $${values.length}) AS matches`;
    const [row] = await this.run<{ total: number }>(filter, text, values);
    return row?.total ?? 0;
  }

  private conditions(filter: UserFilter): { conditions: string[]; values: unknown[] } {
    const conditions: string[] = [];
    const values: unknown[] = [];
    if (filter.search !== undefined) {
      values.push(searchPattern(filter.search));
      conditions.push(`search_text LIKE $${values.length}`);
    }
    if (filter.status !== undefined) {
      conditions.push(filter.status === 'suspended' ? 'is_suspended AND suspended' : 'NOT suspended');
    }
    if (filter.roleId !== undefined) {
      values.push(filter.roleId);
      conditions.push(`id IN (SELECT user_id FROM user_roles WHERE role_id = $${values.length})`);
    }
    return { conditions, values };
  }

  /** The best plan for a search or a role depends on how rare it is, so only the other statements keep a plan. */
  private run<Row>(filter: UserFilter, text: string, values: readonly unknown[]): Promise<Row[]> {
    return filter.search === undefined && filter.roleId === undefined
      ? this.sql.query<Row>(this.statementOf(text), values)
      : this.sql.queryUnnamed<Row>(text, values);
  }

  /** The combinations of sort, status and position are few, so each gets a name when it is first used. */
  private statementOf(text: string): Statement {
    const known = this.statements.get(text) ?? statement(`list-users-${this.statements.size}`, text);
    this.statements.set(text, known);
    return known;
  }
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

function searchPattern(search: string): string {
  const folded = foldCase(search).replace(/[\\%_]/g, (character) => `\\${character}`);
  return [...search].length < MIN_SUBSTRING_LENGTH ? `% ${folded}%` : `%${folded}%`;
}
