import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import { type CountedSlice, MAX_EXACT_COUNT } from '../../database/counted-slice.js';
import { Sql } from '../../database/sql.js';
import { indexedPartsOf } from './indexed-parts.js';
import { type NameSample, NameSamples, type Spread } from './name-sample.js';
import { ACTIVE, NAME_PAIRS, NAMES } from './name-search.sql.js';
import { UsersRepository } from './users.repository.js';

/** A part that a larger share of the accounts hold is not looked up in an index. */
const COMMON_SHARE = 0.2;
/** An account found by an index costs as much as so many that are passed by. */
const INDEX_COST = 3;

export interface UserSearchRequest {
  /** What user name or e-mail address hold as they were typed, letter case included; nothing for all accounts. */
  text?: string;
  /** Accounts before the first, at most 10,000. */
  offset: number;
  limit: number;
}

type FoundIds = CountedSlice<string>;

/**
 * Finds active accounts by a part of their name or address, for lists with positions; by id. Whether an index is asked or
 * the accounts are passed by one after the other is decided here by a sample: the planner knows nothing of parts of texts,
 * and either way can cost hundreds of times the other.
 */
@Injectable()
export class UserSearch {
  constructor(
    private readonly sql: Sql,
    private readonly samples: NameSamples,
    private readonly repository: UsersRepository,
  ) {}

  /** The total is counted up to 10,000 at least, and expected by the sample beyond. */
  async search(request: UserSearchRequest): Promise<CountedSlice<Account>> {
    const sample = await this.samples.current();
    const spread = sample.spreadOf(request.text);
    const { rows, ...count } = isWalked(request, spread)
      ? await this.walk(request, spread)
      : await this.gather(request, spread, sample);
    return { rows: await this.repository.findMany(rows), ...count };
  }

  /** Passes the accounts by until the page is full. */
  private async walk({ text, offset, limit }: UserSearchRequest, { expected }: Spread): Promise<FoundIds> {
    const conditions = [ACTIVE, ...(text === undefined ? [] : [`strpos(${NAMES}, $3) > 0`])];
    const found = await this.sql.queryUnnamed<{ id: string }>(
      `SELECT id FROM users WHERE ${conditions.join(' AND ')} ORDER BY id OFFSET $1 LIMIT $2`,
      [offset, limit, ...(text === undefined ? [] : [text])],
    );
    const rows = found.map(({ id }) => id);
    const end = offset + rows.length;
    const isEnd = rows.length < limit && (rows.length > 0 || offset === 0);
    return isEnd
      ? { rows, total: end, isEstimate: false }
      : { rows, total: Math.max(end, expected, MAX_EXACT_COUNT + 1), isEstimate: true };
  }

  /** Finds all that match, takes the page from them and counts them. */
  private async gather(
    { text, offset, limit }: UserSearchRequest,
    { share }: Spread,
    sample: NameSample,
  ): Promise<FoundIds> {
    const conditions = [ACTIVE];
    const values: unknown[] = [offset, limit];
    if (text !== undefined) {
      conditions.push(`strpos(${NAMES}, $${values.push(text)}) > 0`);
    }
    if (text !== undefined && share * INDEX_COST < 1) {
      const parts = indexedPartsOf(text, (part) => sample.exceeds(COMMON_SHARE, part));
      conditions.push(
        'run' in parts
          ? `${NAMES} LIKE $${values.push(`%${parts.run}%`)}`
          : `${NAME_PAIRS} @> $${values.push(parts.pairs)}::text[]`,
      );
    }
    const [{ total, ids }] = await this.sql.queryUnnamed<{ total: number; ids: string[] }>(
      `WITH matches AS MATERIALIZED (SELECT id FROM users WHERE ${conditions.join(' AND ')})
       SELECT (SELECT count(*)::int FROM matches) AS total,
              ARRAY (SELECT id FROM matches ORDER BY id OFFSET $1 LIMIT $2) AS ids`,
      values,
    );
    return { rows: ids, total, isEstimate: false };
  }
}

/** Whether there are more matches than are counted, and the page is full sooner than an index has found them all. */
function isWalked({ offset, limit }: UserSearchRequest, { share, expected, atLeast }: Spread): boolean {
  return atLeast > MAX_EXACT_COUNT && (offset + limit) / share < expected * INDEX_COST;
}
