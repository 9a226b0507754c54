import { AsyncLocalStorage } from 'node:async_hooks';
import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** The transaction that the running code is part of. */
export interface Transaction {
  readonly client: PoolClient;
  readonly manager: EntityManager;
  readonly afterCommit: (() => void)[];
}

const storage = new AsyncLocalStorage<Transaction>();

export function openTransaction(): Transaction | undefined {
  return storage.getStore();
}

export function runInTransaction<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  return storage.run(transaction, work);
}
