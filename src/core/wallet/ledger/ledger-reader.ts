import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../../database/sql.js';
import type { AuditParty } from '../../audit/audit.service.js';
import { accountOfRow, type AccountRow } from './ledger-accounts.js';
import type { Entry, Transaction, TransactionType } from './ledger.types.js';

interface TransactionRow {
  id: string;
  type: TransactionType;
  reference: string | null;
  reason: string | null;
  metadata: Record<string, unknown> | null;
  actor_kind: AuditParty['kind'];
  actor_id: string | null;
  reverses: string | null;
  hash: Buffer;
  created_at: Date;
  position: string;
}

interface EntryRow extends AccountRow {
  transaction_id: string;
  amount: string;
  balance_after: string | null;
}

/** Which transactions of a wallet; members left out do not filter. `from` is included, `to` is not. */
export interface TransactionFilter {
  currency?: string;
  type?: TransactionType;
  from?: Date;
  to?: Date;
}

/** A line of a wallet's history: one entry on one of its accounts. */
export interface HistoryLine {
  transaction_id: string;
  created_at: Date;
  type: string;
  currency: string;
  purpose: string;
  amount: string;
  balance_after: string;
  reference: string | null;
  reason: string | null;
  /** The exact instant, for the position of the next page. */
  instant: string;
  place: number;
}

const COLUMNS = `t.id, t.type, t.reference, t.reason, t.metadata, t.actor_kind, t.actor_id, t.reverses, t.hash, t.created_at,
  t.created_at::text AS position`;

const selectTransactions = statement(
  'select-ledger-transactions',
  `SELECT ${COLUMNS} FROM ledger_transactions t WHERE t.id = ANY ($1)`,
);
const selectEntries = statement(
  'select-ledger-entries',
  `SELECT e.transaction_id, e.amount, e.balance_after, a.id, a.wallet_id, a.campaign_id, a.currency, a.purpose
     FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
    WHERE e.transaction_id = ANY ($1) ORDER BY e.transaction_id, e.position`,
);
/** Each account is read by its own index, newest first, and no further than a page. */
const listTransactions = statement(
  'list-ledger-transactions',
  `SELECT ${COLUMNS} FROM (
     SELECT DISTINCT e.created_at, e.transaction_id FROM ledger_accounts a
      CROSS JOIN LATERAL (
        SELECT DISTINCT x.created_at, x.transaction_id FROM ledger_entries x
         WHERE x.account_id = a.id AND x.sequence IS NOT NULL AND (x.created_at, x.transaction_id) < ($2::timestamptz, $3::uuid)
           AND x.created_at >= $4::timestamptz AND x.created_at < $5::timestamptz AND ($6::text IS NULL OR x.type = $6)
         ORDER BY x.created_at DESC, x.transaction_id DESC LIMIT $8) e
      WHERE a.wallet_id = $1 AND ($7::text IS NULL OR a.currency = $7)
      ORDER BY e.created_at DESC, e.transaction_id DESC LIMIT $8) page
   JOIN ledger_transactions t ON t.id = page.transaction_id
  ORDER BY page.created_at DESC, page.transaction_id DESC`,
);
const listLines = statement(
  'list-ledger-lines',
  `SELECT e.transaction_id, e.created_at, e.type, a.currency, a.purpose, e.amount, e.balance_after, t.reference, t.reason,
          e.created_at::text AS instant, e.position AS place
     FROM ledger_accounts a
    CROSS JOIN LATERAL (
      SELECT * FROM ledger_entries x
       WHERE x.account_id = a.id AND x.sequence IS NOT NULL
         AND (x.created_at, x.transaction_id, x.position) > ($2::timestamptz, $3::uuid, $4::smallint)
         AND x.created_at >= $5::timestamptz AND x.created_at < $6::timestamptz AND ($7::text IS NULL OR x.type = $7)
       ORDER BY x.created_at, x.transaction_id, x.position LIMIT $9) e
     JOIN ledger_transactions t ON t.id = e.transaction_id
    WHERE a.wallet_id = $1 AND ($8::text IS NULL OR a.currency = $8)
    ORDER BY e.created_at, e.transaction_id, e.position LIMIT $9`,
);

const selectNow = statement('select-instant', 'SELECT clock_timestamp()::text AS now');

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LINES_PER_PAGE = 500;

/** Reads the books. */
@Injectable()
export class LedgerReader {
  constructor(private readonly sql: Sql) {}

  /** @returns null when there is no such transaction */
  async find(id: string): Promise<Transaction | null> {
    const rows = await this.sql.query<TransactionRow>(selectTransactions, [[id]]);
    return (await this.withEntries(rows))[0] ?? null;
  }

  /** These transactions in this order; those that are not there are left out. */
  async findMany(ids: readonly string[]): Promise<Transaction[]> {
    const rows = await this.sql.query<TransactionRow>(selectTransactions, [ids]);
    const known = new Map((await this.withEntries(rows)).map((transaction) => [transaction.id, transaction]));
    return ids.flatMap((id) => known.get(id) ?? []);
  }

  /**
   * Transactions of a wallet, newest first, with the position of each.
   * @param after the position of the last one of the page before
   */
  async list(
    walletId: string,
    { currency, type, from, to }: TransactionFilter,
    limit: number,
    after?: string[],
  ): Promise<{ transaction: Transaction; position: string[] }[]> {
    const [instant = 'infinity', id = LAST_UUID] = after ?? [];
    const rows = await this.sql.query<TransactionRow>(listTransactions, [
      walletId,
      instant,
      id,
      from?.toISOString() ?? '-infinity',
      to?.toISOString() ?? 'infinity',
      type ?? null,
      currency ?? null,
      limit,
    ]);
    const transactions = await this.withEntries(rows);
    return transactions.map((transaction, index) => ({
      transaction,
      position: [rows[index].position, transaction.id],
    }));
  }

  /** Every line of a wallet's history up to now, oldest first, read page by page while the reader keeps up. */
  async *lines(
    walletId: string,
    { currency, type, from, to }: TransactionFilter,
  ): AsyncGenerator<HistoryLine[]> {
    const until = to?.toISOString() ?? (await this.sql.query<{ now: string }>(selectNow))[0].now;
    let after: [string, string, number] = ['-infinity', FIRST_UUID, -1];
    for (;;) {
      const page = await this.sql.query<HistoryLine>(listLines, [
        walletId,
        ...after,
        from?.toISOString() ?? '-infinity',
        until,
        type ?? null,
        currency ?? null,
        LINES_PER_PAGE,
      ]);
      yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < LINES_PER_PAGE) {
        return;
      }
      after = [last.instant, last.transaction_id, last.place];
    }
  }

  private async withEntries(rows: readonly TransactionRow[]): Promise<Transaction[]> {
    if (rows.length === 0) {
      return [];
    }
    const entries = await this.sql.query<EntryRow>(selectEntries, [rows.map(({ id }) => id)]);
    const byTransaction = new Map<string, Entry[]>(rows.map(({ id }) => [id, []]));
    entries.forEach((row) => byTransaction.get(row.transaction_id)?.push(entryOfRow(row)));
    return rows.map((row) => transactionOfRow(row, byTransaction.get(row.id) ?? []));
  }
}

function entryOfRow(row: EntryRow): Entry {
  return {
    account: accountOfRow(row),
    amountMinor: BigInt(row.amount),
    balanceAfterMinor: row.balance_after === null ? null : BigInt(row.balance_after),
  };
}

function transactionOfRow(row: TransactionRow, entries: Entry[]): Transaction {
  return {
    id: row.id,
    type: row.type,
    createdAt: row.created_at,
    entries,
    reference: row.reference,
    reason: row.reason,
    metadata: row.metadata,
    actor: { kind: row.actor_kind, id: row.actor_id },
    reverses: row.reverses,
    hash: row.hash,
  };
}
