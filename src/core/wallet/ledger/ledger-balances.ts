import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../../database/sql.js';

/** What a wallet holds of one currency, in minor units. */
export interface Balance {
  currency: string;
  totalMinor: bigint;
  availableMinor: bigint;
  heldMinor: bigint;
}

/** What one kind of transaction did to a wallet over a period. */
export interface PeriodChange {
  type: string;
  transactions: number;
  changeMinor: bigint;
}

interface BalanceRow {
  currency: string;
  total: string;
  available: string;
  held: string;
}

const SUMS = `currency, sum(balance)::text AS total, sum(balance) FILTER (WHERE purpose = 'available')::text AS available,
  coalesce(sum(balance) FILTER (WHERE purpose = 'held'), 0)::text AS held`;

const selectBalances = statement(
  'select-balances',
  `SELECT ${SUMS} FROM ledger_accounts WHERE wallet_id = $1 AND sequence > 0 GROUP BY currency ORDER BY currency`,
);
const selectBalancesAt = statement(
  'select-balances-at',
  `SELECT ${SUMS} FROM (
     SELECT a.currency, a.purpose, e.balance_after AS balance FROM ledger_accounts a
      CROSS JOIN LATERAL (
        SELECT x.balance_after FROM ledger_entries x
         WHERE x.account_id = a.id AND x.sequence IS NOT NULL AND x.created_at < $2::timestamptz + interval '1 millisecond'
         ORDER BY x.created_at DESC, x.transaction_id DESC, x.sequence DESC LIMIT 1) e
      WHERE a.wallet_id = $1) AS past
    GROUP BY currency ORDER BY currency`,
);
const selectChanges = statement(
  'select-period-changes',
  `SELECT e.type, count(DISTINCT e.transaction_id)::int AS transactions, sum(e.amount)::text AS change
     FROM ledger_accounts a JOIN ledger_entries e ON e.account_id = a.id AND e.sequence IS NOT NULL
    WHERE a.wallet_id = $1 AND a.currency = $2 AND e.created_at >= $3::timestamptz AND e.created_at < $4::timestamptz
    GROUP BY e.type ORDER BY e.type`,
);

/** Reads what wallets hold and held. */
@Injectable()
export class LedgerBalances {
  constructor(private readonly sql: Sql) {}

  /** What a wallet holds, by currency; only currencies that it ever had. */
  async current(walletId: string): Promise<Balance[]> {
    return (await this.sql.query<BalanceRow>(selectBalances, [walletId])).map(balanceOfRow);
  }

  /** What a wallet held at an instant, whatever was posted within its millisecond included. */
  async at(walletId: string, instant: Date): Promise<Balance[]> {
    const rows = await this.sql.query<BalanceRow>(selectBalancesAt, [walletId, instant.toISOString()]);
    return rows.map(balanceOfRow);
  }

  /** What happened from one instant, included, to another, excluded. */
  async changes(walletId: string, currency: string, from: Date, to: Date): Promise<PeriodChange[]> {
    const rows = await this.sql.query<{ type: string; transactions: number; change: string }>(selectChanges, [
      walletId,
      currency,
      from.toISOString(),
      to.toISOString(),
    ]);
    return rows.map(({ type, transactions, change }) => ({
      type,
      transactions,
      changeMinor: BigInt(change),
    }));
  }
}

function balanceOfRow({ currency, total, available, held }: BalanceRow): Balance {
  return {
    currency,
    totalMinor: BigInt(total),
    availableMinor: BigInt(available ?? 0),
    heldMinor: BigInt(held),
  };
}
