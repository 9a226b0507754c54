import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid } from '../../common/ids.js';
import type { Page } from '../../common/paging.js';
import { Cursors } from '../../keys/cursors.js';
import type { UserReference } from '../users/user-reference.js';
import { csvLine } from './csv.js';
import { type Balance, LedgerBalances, type PeriodChange } from './ledger/ledger-balances.js';
import { LedgerReader, type TransactionFilter } from './ledger/ledger-reader.js';
import type { Transaction } from './ledger/ledger.types.js';
import { PeriodError, TransactionNotFoundError } from './wallet.errors.js';
import { mayReadAll, WalletsService } from './wallets.service.js';

export interface TransactionListRequest extends TransactionFilter {
  limit: number;
  cursor?: string;
}

/** What a wallet held before and after a period, and what made the difference. */
export interface Statement {
  currency: string;
  from: Date;
  to: Date;
  opening: Balance;
  closing: Balance;
  changes: PeriodChange[];
}

const CSV_COLUMNS = [
  'transactionId',
  'createdAt',
  'type',
  'currency',
  'account',
  'amount',
  'balanceAfter',
  'reference',
  'reason',
];

/** What happened to wallets: lists, statements, exports. */
@Injectable()
export class WalletHistoryService {
  constructor(
    private readonly wallets: WalletsService,
    private readonly reader: LedgerReader,
    private readonly balances: LedgerBalances,
    private readonly cursors: Cursors,
  ) {}

  /**
   * One page of the transactions of a wallet, newest first.
   * @throws UserNotFoundError, InvalidRequestError for a cursor of another list
   */
  async list(
    caller: Principal,
    reference: UserReference,
    { limit, cursor, ...filter }: TransactionListRequest,
  ): Promise<Page<Transaction>> {
    const { id } = await this.wallets.find(caller, reference);
    const { currency, type, from, to } = filter;
    const scope = ['transactions', caller.userId, id, currency, type, from?.getTime(), to?.getTime()].map(
      (part) => part ?? null,
    );
    const after = cursor === undefined ? undefined : await this.cursors.decode(scope, cursor);
    const rows = await this.reader.list(id, filter, limit + 1, after);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: await Promise.all(page.map(({ transaction }) => this.wallets.asSeenBy(caller, transaction))),
      nextCursor:
        rows.length > limit && last !== undefined ? this.cursors.encode(scope, last.position) : null,
    };
  }

  /**
   * A transaction that the caller's wallet has a part in, or any for those who may see all.
   * @throws TransactionNotFoundError
   */
  async get(caller: Principal, id: string): Promise<Transaction> {
    const transaction = isUuid(id) ? await this.reader.find(id) : null;
    const ownId = await this.wallets.idOf(caller.userId);
    const isVisible =
      mayReadAll(caller) || transaction?.entries.some(({ account }) => account.walletId === ownId);
    if (transaction === null || !isVisible) {
      throw new TransactionNotFoundError();
    }
    return this.wallets.asSeenBy(caller, transaction);
  }

  /**
   * Every entry on a wallet's accounts as lines of CSV (RFC 4180), oldest first, each with the balance after it.
   * @returns page after page, up to what was there when it began
   * @throws UserNotFoundError
   */
  async csv(
    caller: Principal,
    reference: UserReference,
    filter: TransactionFilter,
  ): Promise<AsyncGenerator<string>> {
    const { id } = await this.wallets.find(caller, reference);
    return this.csvPages(id, filter);
  }

  /**
   * The statement of a period, `from` included and `to` excluded.
   * @throws UserNotFoundError, PeriodError
   */
  async statement(
    caller: Principal,
    reference: UserReference,
    currency: string,
    from: Date,
    to: Date,
  ): Promise<Statement> {
    if (to < from) {
      throw new PeriodError();
    }
    const { id } = await this.wallets.find(caller, reference);
    const balanceBefore = async (instant: Date): Promise<Balance> => {
      const balances = await this.balances.at(id, new Date(instant.getTime() - 1));
      const none = { currency, totalMinor: 0n, availableMinor: 0n, heldMinor: 0n };
      return balances.find((balance) => balance.currency === currency) ?? none;
    };
    const changes = await this.balances.changes(id, currency, from, to);
    return {
      currency,
      from,
      to,
      opening: await balanceBefore(from),
      closing: await balanceBefore(to),
      changes,
    };
  }

  private async *csvPages(walletId: string, filter: TransactionFilter): AsyncGenerator<string> {
    yield csvLine(CSV_COLUMNS);
    for await (const lines of this.reader.lines(walletId, filter)) {
      yield lines
        .map((line) =>
          csvLine([
            line.transaction_id,
            line.created_at.toISOString(),
            line.type,
            line.currency,
            line.purpose,
            line.amount,
            line.balance_after,
            line.reference,
            line.reason,
          ]),
        )
        .join('');
    }
  }
}
