import type { PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import { ScopedStorage } from '../common/scoped-storage.js';

/** The transaction that the running code is part of. */
export interface Transaction {
  readonly client: PoolClient;
  readonly manager: EntityManager;
  readonly afterCommit: (() => void)[];
}

const storage = new ScopedStorage<Transaction>();

export function openTransaction(): Transaction | undefined {
  return storage.get();
}

export function runInTransaction<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  return storage.run(transaction, work);
}
