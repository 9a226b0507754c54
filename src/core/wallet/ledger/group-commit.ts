import { Injectable } from '@nestjs/common';
import { setImmediate as endOfTurn, setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from '../../../common/errors.js';
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

interface Waiting {
  operation: Operation;
  resolve: (row: OutcomeRow) => void;
  reject: (error: unknown) => void;
}

/**
 * Transactions that arrive while one call of the database is under way go together in the next: one commit for all of
 * them, and an answer for each. An idle ledger posts what came in the same turn of the event loop, and waits for no more.
 */
@Injectable()
export class GroupCommit {
  private waiting: Waiting[] = [];
  private isRunning = false;

  constructor(private readonly sql: Sql) {}

  /**
   * Posts outside of any transaction; what is answered is committed.
   * @throws LedgerBusyError, UnavailableError
   */
  post(operation: Operation): Promise<OutcomeRow> {
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(new LedgerBusyError());
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ operation, resolve, reject });
      if (!this.isRunning) {
        this.isRunning = true;
        void this.run();
      }
    });
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      await endOfTurn();
      await this.settle(this.take());
    }
    this.isRunning = false;
  }

  /** The next batch, in order; a repeat of a key waits for the batch after it, where it finds the first one's answer. */
  private take(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const locks = new Set<string>();
    for (const item of this.waiting) {
      const lock = item.operation.key?.lock;
      const isRepeat = lock !== undefined && locks.has(lock);
      if (batch.length < MAX_BATCH && !isRepeat) {
        batch.push(item);
        if (lock !== undefined) {
          locks.add(lock);
        }
      } else {
        left.push(item);
      }
    }
    this.waiting = left;
    return batch;
  }

  private async settle(batch: Waiting[]): Promise<void> {
    try {
      const rows = await this.call(batch.map(({ operation }) => operation));
      batch.forEach((item, index) => {
        const row = rows[index];
        if (row === undefined) {
          item.reject(new Error('The ledger did not answer for a transaction.'));
        } else {
          item.resolve(row);
        }
      });
    } catch (error) {
      if (batch.length > 1 && !isConnectionError(error)) {
        // What one of them broke must not fail its neighbours.
        for (const item of batch) {
          await this.settle([item]);
        }
        return;
      }
      batch.forEach(({ reject }) => reject(isConnectionError(error) ? outcomeUnknown(error) : error));
    }
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
