import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { PoolClient } from 'pg';
import type { EntityTarget, ObjectLiteral, QueryRunner, Repository } from 'typeorm';
import { DataSource } from 'typeorm';
import { UnavailableError } from '../common/errors.js';
import { isConnectFailure, isConnectionError, sqlState } from './sql-errors.js';
import { openTransaction, runInTransaction, type Transaction } from './transaction.js';

/** Serialization failure, deadlock, lock not available: the same work may succeed in a moment. */
const RETRIED_SQLSTATES = new Set(['40001', '40P01', '55P03']);
const MAX_RETRIES = 3;
const RETRY_DELAY_MS = 20;

/**
 * One transaction for everything that belongs together. Whatever runs inside `run`, in whichever service, joins it.
 */
@Injectable()
export class UnitOfWork {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in a transaction, or in the one already open. Deadlocks and lock time-outs are repeated up to three
   * times, so `work` must have no effect outside of the database; see `afterCommit`.
   * @throws UnavailableError with code `outcome_unknown` when the connection broke while committing
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (openTransaction() !== undefined) {
      return work();
    }
    return repeated(() => this.attempt(work));
  }

  /**
   * The same for work that is a single statement: a transaction by itself, without the two round trips that begin and
   * end one.
   * @param maxRetries how often deadlocks and lock time-outs are repeated
   * @throws UnavailableError with code `outcome_unknown` when the connection broke meanwhile
   */
  async runSingle<T>(work: () => Promise<T>, maxRetries = MAX_RETRIES): Promise<T> {
    if (openTransaction() !== undefined) {
      return work();
    }
    try {
      return await repeated(work, maxRetries);
    } catch (error) {
      throw isConnectionError(error) && !isConnectFailure(error) ? outcomeUnknown(error) : error;
    }
  }

  /** A repository that is part of the open transaction, if there is one. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return (openTransaction()?.manager ?? this.dataSource.manager).getRepository(entity);
  }

  /** Runs `effect` once the open transaction is committed; at once when there is none. */
  afterCommit(effect: () => void): void {
    const transaction = openTransaction();
    if (transaction === undefined) {
      effect();
    } else {
      transaction.afterCommit.push(effect);
    }
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    const transaction: Transaction = { client, manager: runner.manager, afterCommit: [] };
    let failure: unknown;
    try {
      await runner.startTransaction();
      const result = await runInTransaction(transaction, work);
      await this.commit(runner);
      transaction.afterCommit.forEach((effect) => effect());
      return result;
    } catch (error) {
      failure = error;
      await this.rollBack(runner);
      throw error;
    } finally {
      await this.release(runner, failure);
    }
  }

  private async commit(runner: QueryRunner): Promise<void> {
    try {
      await runner.commitTransaction();
    } catch (error) {
      throw isConnectionError(error) ? outcomeUnknown(error) : error;
    }
  }

  private async rollBack(runner: QueryRunner): Promise<void> {
    if (!runner.isTransactionActive) {
      return;
    }
    try {
      await runner.rollbackTransaction();
    } catch {
      // The connection is gone, and with it the transaction. What happened before is the error worth reporting.
    }
  }

  /** A connection that saw a database error inside a transaction is closed, not reused. */
  private async release(runner: QueryRunner, failure: unknown): Promise<void> {
    const isTainted =
      failure !== undefined && (sqlState(failure) !== undefined || isConnectionError(failure));
    // The public release() cannot say that the connection is bad; the driver's own method can.
    const releasable = runner as QueryRunner & { releasePostgresConnection(error?: unknown): Promise<void> };
    await releasable.releasePostgresConnection(isTainted ? failure : undefined);
  }
}

/** Deadlocks and lock time-outs may be over in a moment. */
async function repeated<T>(attempt: () => Promise<T>, maxRetries = MAX_RETRIES): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= maxRetries || !RETRIED_SQLSTATES.has(sqlState(error) ?? '')) {
        throw error;
      }
      await delay(RETRY_DELAY_MS * 2 ** failures * (0.5 + Math.random()));
    }
  }
}

function outcomeUnknown(cause: unknown): UnavailableError {
  return new UnavailableError(
    'outcome_unknown',
    'The connection to the database broke while saving. Repeat the request to learn whether it took effect.',
    1,
    cause,
  );
}
