import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDataSourceToken } from '@nestjs/typeorm';
import pg from 'pg';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { createApp } from '../src/app.setup.js';
import { newId } from '../src/common/ids.js';
import { loadConfig } from '../src/config/config.js';
import { batchOf } from '../src/core/wallet/ledger/ledger-batch.js';
import { LedgerService } from '../src/core/wallet/ledger/ledger.service.js';
import type { Account, Draft } from '../src/core/wallet/ledger/ledger.types.js';
import { VerificationService } from '../src/core/wallet/ledger/verification.service.js';
import { startEmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { SecretKeys } from '../src/keys/secret-keys.js';
import { Startup } from '../src/operations/startup.js';

export const WALLETS = 10_000;
const SEED_BATCH = 500;
const FUNDS = 1_000_000_000n;

/** An account of the seeded wallets, and whose it is. */
export interface Holder extends Account {
  readonly userId: string;
}

/** Everything a benchmark of the ledger needs: a database of its own with funded wallets, and the application on it. */
export interface World {
  ledger: LedgerService;
  dataSource: DataSource;
  sql: pg.Pool;
  connection: pg.PoolConfig & {
    host: string;
    port: number;
    user: string;
    password: string;
    database: string;
  };
  accounts: Holder[];
  issuance: Account;
  environment: Record<string, string>;
  /** Throws when sums, balances or chains are off. */
  verify(): Promise<void>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const { connection } = server;
  const secret = randomBytes(32);
  const environment = {
    NODE_ENV: 'test',
    PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1',
    ADMIN_PASSWORD: 'a password for benchmarks',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
    SECRET_KEY: secret.toString('base64'),
  };
  const { app } = await createApp({
    config: loadConfig({ ...environment, SECRET_KEY: '' }),
    target: connection,
    secretKeys: new SecretKeys([secret]),
    logger: pino({ level: 'silent' }),
  });
  await app.init();
  await app.get(Startup).run();
  const sql = new pg.Pool({ ...connection, max: 8 });
  const accounts = await seedWallets(sql);
  const issuance = await systemAccount(sql);
  await fund(sql, accounts, issuance);
  await sql.query('VACUUM ANALYZE');
  return {
    ledger: app.get(LedgerService),
    dataSource: app.get<DataSource>(getDataSourceToken()),
    sql,
    connection,
    accounts,
    issuance,
    environment,
    verify: async () => {
      const { isOk, isComplete, drift } = await app.get(VerificationService).verify();
      if (!isOk || !isComplete) {
        throw new Error(`The books do not add up: ${JSON.stringify(drift)}`);
      }
    },
    close: async () => {
      await sql.end();
      await app.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A transfer between two accounts, as the service is given it. */
export function transferOf(from: Holder, to: Holder): Draft {
  const user = { kind: 'user', id: from.walletId } as const;
  return {
    type: 'transfer',
    postings: [{ from, to, amountMinor: 1n }],
    actor: user,
    subject: user,
    recipientId: to.userId,
  };
}

/** The argument of one call of `ledger_post` for one transfer, exactly as the service writes it. */
export function callOf(from: Holder, to: Holder): string {
  const draft = transferOf(from, to);
  const key = newId();
  const principal = from.walletId!;
  const route = 'POST /v1/wallets/me/transfers';
  return batchOf([
    {
      id: newId(),
      draft,
      key: {
        lock: JSON.stringify([principal, route, key]),
        principal,
        route,
        key,
        fingerprint: randomBytes(32).toString('hex'),
      },
      audit: {
        id: newId(),
        event: 'wallet.transfer',
        outcome: 'success',
        reason: null,
        actor_kind: 'user',
        actor_id: principal,
        subject_kind: 'user',
        subject_id: principal,
        session_id: null,
        ip_address: '127.0.0.1',
        user_agent: null,
        request_id: newId(),
        changed: { amount: '1', currency: 'CREDIT' },
      },
    },
  ]);
}

export function randomPair<T extends Account>(accounts: readonly T[]): [T, T] {
  const from = Math.floor(Math.random() * accounts.length);
  const to = (from + 1 + Math.floor(Math.random() * (accounts.length - 1))) % accounts.length;
  return [accounts[from], accounts[to]];
}

async function seedWallets(sql: pg.Pool): Promise<Holder[]> {
  const ids = Array.from({ length: WALLETS }, () => ({ user: newId(), wallet: newId(), account: newId() }));
  const column = (name: 'user' | 'wallet' | 'account') => ids.map((row) => row[name]);
  await sql.query(
    'INSERT INTO users (id, username, username_key) SELECT id, id::text, id::text FROM unnest($1::uuid[]) id',
    [column('user')],
  );
  await sql.query('INSERT INTO wallets (id, user_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])', [
    column('wallet'),
    column('user'),
  ]);
  await sql.query(
    `INSERT INTO ledger_accounts (id, wallet_id, currency, purpose, balance)
     SELECT id, wallet, 'CREDIT', 'available', 0 FROM unnest($1::uuid[], $2::uuid[]) AS v(id, wallet)`,
    [column('account'), column('wallet')],
  );
  return ids.map(({ user, wallet, account }) => ({
    userId: user,
    id: account,
    walletId: wallet,
    campaignId: null,
    currency: 'CREDIT',
    purpose: 'available',
  }));
}

async function systemAccount(sql: pg.Pool): Promise<Account> {
  const { rows } = await sql.query<{ id: string }>(
    "SELECT id FROM ledger_accounts WHERE currency = 'CREDIT' AND purpose = 'issuance'",
  );
  return { id: rows[0].id, walletId: null, campaignId: null, currency: 'CREDIT', purpose: 'issuance' };
}

async function fund(sql: pg.Pool, accounts: readonly Account[], issuance: Account): Promise<void> {
  for (let start = 0; start < accounts.length; start += SEED_BATCH) {
    await postCredits(sql, accounts.slice(start, start + SEED_BATCH), issuance, FUNDS);
  }
}

/** Credits many accounts by one call. */
export async function postCredits(
  sql: pg.Pool,
  accounts: readonly Account[],
  issuance: Account,
  amountMinor: bigint,
): Promise<void> {
  const actor = { kind: 'system', id: null } as const;
  const operations = accounts.map((to) => ({
    id: newId(),
    draft: {
      type: 'credit',
      postings: [{ from: issuance, to, amountMinor }],
      actor,
      subject: actor,
    } as const,
    key: null,
    audit: {
      id: newId(),
      event: 'wallet.credit',
      outcome: 'success',
      actor_kind: 'system',
      subject_kind: 'system',
      request_id: 'bench',
    },
  }));
  await sql.query('SELECT count(*) FROM ledger_post($1)', [batchOf(operations)]);
}
