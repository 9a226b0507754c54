import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../../database/sql.js';
import type { TransactionType } from './ledger.types.js';

/** Which transactions of a wallet in one currency. `from` is included, `to` is not. */
export interface PageFilter {
  types?: readonly TransactionType[];
  from?: Date;
  to?: Date;
}

/** A part of a list by its place, for clients that count. */
export interface PagePlace {
  offset: number;
  limit: number;
  isAscending: boolean;
}

/** All matches are counted up to here. */
export const MAX_COUNTED = 10_000;

const MATCHES = `x.account_id = a.id AND x.sequence IS NOT NULL AND x.created_at >= $3::timestamptz
            AND x.created_at < $4::timestamptz AND ($5::text[] IS NULL OR x.type = ANY ($5::text[]))`;

/** Each account is read by its own index, and no further than the end of the page. */
const pageText = (direction: 'ASC' | 'DESC') => `
  SELECT page.transaction_id FROM (
    SELECT DISTINCT e.created_at, e.transaction_id FROM ledger_accounts a
     CROSS JOIN LATERAL (
       SELECT DISTINCT x.created_at, x.transaction_id FROM ledger_entries x WHERE ${MATCHES}
        ORDER BY x.created_at ${direction}, x.transaction_id ${direction} LIMIT $6::integer + $7::integer) e
     WHERE a.wallet_id = $1 AND a.currency = $2) page
   ORDER BY page.created_at ${direction}, page.transaction_id ${direction} OFFSET $6::integer LIMIT $7::integer`;

const newestFirst = statement('page-ledger-newest-first', pageText('DESC'));
const oldestFirst = statement('page-ledger-oldest-first', pageText('ASC'));
const countMatches = statement(
  'count-ledger-transactions',
  `SELECT count(*)::int AS total FROM (
     SELECT DISTINCT e.transaction_id FROM ledger_accounts a
      CROSS JOIN LATERAL (SELECT DISTINCT x.transaction_id FROM ledger_entries x WHERE ${MATCHES} LIMIT ${MAX_COUNTED}) e
      WHERE a.wallet_id = $1 AND a.currency = $2 LIMIT ${MAX_COUNTED}) AS counted`,
);

/** Lists by place instead of by cursor. What page n costs grows with n, so callers bound the offset. */
@Injectable()
export class LedgerPages {
  constructor(private readonly sql: Sql) {}

  /** The ids of the transactions at this place. */
  async ids(
    walletId: string,
    currency: string,
    filter: PageFilter,
    { offset, limit, isAscending }: PagePlace,
  ): Promise<string[]> {
    const rows = await this.sql.query<{ transaction_id: string }>(isAscending ? oldestFirst : newestFirst, [
      ...valuesOf(walletId, currency, filter),
      offset,
      limit,
    ]);
    return rows.map((row) => row.transaction_id);
  }

  /** How many there are in all, up to 10,000. */
  async count(walletId: string, currency: string, filter: PageFilter): Promise<number> {
    const [row] = await this.sql.query<{ total: number }>(countMatches, valuesOf(walletId, currency, filter));
    return row.total;
  }
}

function valuesOf(walletId: string, currency: string, { types, from, to }: PageFilter): unknown[] {
  return [
    walletId,
    currency,
    from?.toISOString() ?? '-infinity',
    to?.toISOString() ?? 'infinity',
    types ?? null,
  ];
}
