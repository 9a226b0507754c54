import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import { type CountedSlice, countOrEstimate } from '../../database/counted-slice.js';
import { Sql } from '../../database/sql.js';
import { accountOfRow, type AccountRow } from './account.row.js';

/** As the index has it; a line end is in no name and no search. */
const NAMES = "(coalesce(username, '') || E'\\n' || coalesce(email, ''))";
const ACTIVE =
  'deleted_at IS NULL AND NOT (is_suspended AND (suspended_until IS NULL OR suspended_until > now()))';

export interface UserSearchRequest {
  /** What user name or e-mail address hold as they were typed, letter case included; nothing for all accounts. */
  text?: string;
  /** Accounts before the first, at most 10,000. */
  offset: number;
  limit: number;
}

/** Finds active accounts by a part of their name or address, for lists with positions; by id. */
@Injectable()
export class UserSearch {
  constructor(private readonly sql: Sql) {}

  async search({ text, offset, limit }: UserSearchRequest): Promise<CountedSlice<Account>> {
    const isFiltered = text !== undefined;
    const matches = `SELECT id FROM users WHERE ${ACTIVE}${isFiltered ? ` AND ${NAMES} LIKE $1` : ''}`;
    const values = isFiltered ? [patternOf(text)] : [];
    const place = `OFFSET $${values.length + 1} LIMIT $${values.length + 2}`;
    // The roles are read for the rows of the page only.
    const rows = await this.sql.queryUnnamed<AccountRow>(
      `SELECT * FROM accounts WHERE id IN (${matches} ORDER BY id ${place}) ORDER BY id`,
      [...values, offset, limit],
    );
    return { rows: rows.map(accountOfRow), ...(await countOrEstimate(this.sql, matches, values)) };
  }
}

function patternOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
