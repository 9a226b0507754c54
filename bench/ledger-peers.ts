import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { In } from 'typeorm';
import { newId } from '../src/common/ids.js';
import { AuditEvent } from '../src/core/audit/audit-event.entity.js';
import { OutboxMessage } from '../src/core/events/outbox-message.entity.js';
import { LedgerAccount } from '../src/core/wallet/ledger/ledger-account.entity.js';
import { LedgerEntry } from '../src/core/wallet/ledger/ledger-entry.entity.js';
import { LedgerTransaction } from '../src/core/wallet/ledger/ledger-transaction.entity.js';
import type { Account } from '../src/core/wallet/ledger/ledger.types.js';
import { IdempotencyRecord } from '../src/idempotency/idempotency-record.entity.js';
import { callOf, type Holder, randomPair, type World } from './ledger-world.js';

const MAX_CALLS_PER_SECOND = 6_000;

/** Calls of `ledger_post` for one transfer each, a second, by pgbench; by a plain pool where pgbench is not installed. */
export async function singleCalls(
  world: World,
  pick: () => [Holder, Holder],
  clients: number,
  seconds: number,
): Promise<{ perSecond: number; by: string }> {
  const total = MAX_CALLS_PER_SECOND * seconds;
  await world.sql.query('DROP TABLE IF EXISTS bench_calls');
  await world.sql.query('DROP SEQUENCE IF EXISTS bench_next');
  await world.sql.query('CREATE TABLE bench_calls (n serial PRIMARY KEY, batch jsonb NOT NULL)');
  await world.sql.query('CREATE SEQUENCE bench_next CACHE 1');
  for (let made = 0; made < total; made += 1_000) {
    const calls = Array.from({ length: 1_000 }, () => callOf(...pick()));
    await world.sql.query('INSERT INTO bench_calls (batch) SELECT unnest($1::jsonb[])', [calls]);
  }
  await world.sql.query('VACUUM ANALYZE bench_calls');
  const text = `SELECT p.* FROM bench_calls c CROSS JOIN LATERAL ledger_post(c.batch) p
    WHERE c.n = (SELECT nextval('bench_next'))`.replace(/\s+/g, ' ');
  const perSecond = hasPgbench()
    ? pgbench(world, text, clients, seconds)
    : await poolLoop(world, text, clients, seconds);
  return { perSecond, by: hasPgbench() ? 'pgbench' : 'pg' };
}

function hasPgbench(): boolean {
  return spawnSync('pgbench', ['--version']).status === 0;
}

function pgbench({ connection }: World, text: string, clients: number, seconds: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-pgbench-'));
  const script = join(folder, 'transfer.sql');
  writeFileSync(script, `${text};\n`);
  const { host, port, user, password, database } = connection;
  const options = `-n -M prepared -c ${clients} -j 2 -T ${seconds} -f ${script} -h ${host} -p ${port} -U ${user} ${database}`;
  const output = execFileSync('pgbench', options.split(' '), {
    env: { ...process.env, PGPASSWORD: password },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
  rmSync(folder, { recursive: true });
  return Number(/tps = ([\d.]+)/.exec(output)?.[1]);
}

async function poolLoop({ sql }: World, text: string, clients: number, seconds: number): Promise<number> {
  const end = Date.now() + seconds * 1_000;
  let done = 0;
  const loop = async (): Promise<void> => {
    const client = await sql.connect();
    for (; Date.now() < end; done += 1) {
      await client.query({ name: 'transfer', text });
    }
    client.release();
  };
  await Promise.all(Array.from({ length: Math.min(clients, 8) }, loop));
  return done / seconds;
}

/** The same transfer with everything that is written beside it, by entities in a TypeORM transaction. */
export async function entityTransfer({ dataSource }: World, from: Account, to: Account): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const ids = [from.id, to.id].sort();
    const accounts = await manager.find(LedgerAccount, {
      where: { id: In(ids) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    const createdAt = new Date();
    const transaction = manager.create(LedgerTransaction, {
      id: newId(),
      type: 'transfer',
      actorKind: 'user',
      actorId: from.walletId,
      hash: createHash('sha256').update(newId()).digest(),
      createdAt,
    });
    await manager.save(transaction);
    for (const [position, account] of [from, to].entries()) {
      const row = accounts.find(({ id }) => id === account.id)!;
      const amount = position === 0 ? -1n : 1n;
      row.balance = (BigInt(row.balance!) + amount).toString();
      row.sequence = (BigInt(row.sequence) + 1n).toString();
      row.head = createHash('sha256').update(row.balance).digest();
      row.changedAt = createdAt;
      await manager.save(row);
      await manager.save(
        manager.create(LedgerEntry, {
          transactionId: transaction.id,
          position,
          accountId: row.id,
          currency: row.currency,
          type: 'transfer',
          amount: amount.toString(),
          balanceAfter: row.balance,
          sequence: row.sequence,
          hash: row.head,
          createdAt,
        }),
      );
    }
    const party = {
      actorKind: 'user',
      actorId: from.walletId,
      subjectKind: 'user',
      subjectId: from.walletId,
    };
    const event = { id: newId(), event: 'wallet.transfer', outcome: 'success', requestId: newId(), ...party };
    await manager.save(manager.create(AuditEvent, event));
    const message = { id: newId(), topic: 'wallet.transaction_posted', payload: { id: transaction.id } };
    await manager.save(manager.create(OutboxMessage, message));
    await manager.save(
      manager.create(IdempotencyRecord, {
        principal: from.walletId!,
        route: 'POST /v1/wallets/me/transfers',
        key: newId(),
        fingerprint: createHash('sha256').update(newId()).digest(),
        answer: { reference: transaction.id },
      }),
    );
  });
}

/** A pair that leaves the wallets of the other measurements alone. */
export function pairFrom(accounts: readonly Holder[]): () => [Holder, Holder] {
  return () => randomPair(accounts);
}
