import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../../common/errors.js';
import { BatchQueue } from '../../../database/batch-queue.js';
import { isConnectionError, sqlState } from '../../../database/sql-errors.js';
import { statement, Sql } from '../../../database/sql.js';
import { LedgerBusyError } from '../wallet.errors.js';
import { batchOf, type Operation, type OutcomeRow } from './ledger-batch.js';

export const callLedgerPost = statement('ledger-post', 'SELECT * FROM ledger_post($1)');

const MAX_BATCH = 100;
const MAX_WAITING = 5_000;
const RETRIED_SQLSTATES = new Set(['40001', '40P01', '55P03']);
const MAX_RETRIES = 3;
const RETRY_DELAY_MS = 10;

/** Transactions that arrive while one call of the database is under way go together in the next, with an answer for each. */
@Injectable()
export class GroupCommit {
  private readonly queue = new BatchQueue<Operation, PromiseSettledResult<OutcomeRow>>({
    maxBatch: MAX_BATCH,
    maxWaiting: MAX_WAITING,
    whenFull: () => new LedgerBusyError(),
    // A repeat of a key waits for the batch after it, where it finds the first one's answer.
    keysOf: ({ key }) => (key === null ? [] : [key.lock]),
    carryOut: (operations) => this.settle(operations),
  });

  constructor(private readonly sql: Sql) {}

  /**
   * Posts outside of any transaction; what is answered is committed.
   * @throws LedgerBusyError, UnavailableError
   */
  async post(operation: Operation): Promise<OutcomeRow> {
    const settled = await this.queue.add(operation);
    if (settled.status === 'rejected') {
      throw settled.reason;
    }
    return settled.value;
  }

  private async settle(operations: readonly Operation[]): Promise<PromiseSettledResult<OutcomeRow>[]> {
    try {
      const rows = await this.call(operations);
      return operations.map((_operation, index) =>
        rows[index] === undefined
          ? { status: 'rejected', reason: new Error('The ledger did not answer for a transaction.') }
          : { status: 'fulfilled', value: rows[index] },
      );
    } catch (error) {
      if (operations.length > 1 && !isConnectionError(error)) {
        return this.settleEach(operations);
      }
      const reason = isConnectionError(error) ? outcomeUnknown(error) : error;
      return operations.map(() => ({ status: 'rejected', reason }));
    }
  }

  /** What one of them broke must not fail its neighbours. */
  private async settleEach(operations: readonly Operation[]): Promise<PromiseSettledResult<OutcomeRow>[]> {
    const settled: PromiseSettledResult<OutcomeRow>[] = [];
    for (const operation of operations) {
      settled.push(...(await this.settle([operation])));
    }
    return settled;
  }

  private async call(operations: readonly Operation[]): Promise<OutcomeRow[]> {
    const batch = batchOf(operations);
    for (let attempt = 0; ; attempt += 1) {
      try {
        const rows = await this.sql.query<OutcomeRow>(callLedgerPost, [batch]);
        return rows.sort((a, b) => a.n - b.n);
      } catch (error) {
        if (attempt >= MAX_RETRIES || !RETRIED_SQLSTATES.has(sqlState(error) ?? '')) {
          throw error;
        }
        await delay(RETRY_DELAY_MS * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }
}

function outcomeUnknown(cause: unknown): UnavailableError {
  return new UnavailableError(
    'outcome_unknown',
    'The connection to the database broke while posting. Repeat the request with the same key to learn whether it took effect.',
    1,
    cause,
  );
}
