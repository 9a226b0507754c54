import { randomBytes } from 'node:crypto';
import { getDataSourceToken } from '@nestjs/typeorm';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const ROLE = 'latchkey_application';
const REFUSED = /permission denied|must be owner/;

/** What the server itself may do, on a connection of its own pool. */
function asServer({ app }: TestApp): DataSource {
  return app.get<DataSource>(getDataSourceToken());
}

async function withApp(
  options: Parameters<typeof createTestApp>[0],
  work: (app: TestApp) => Promise<void>,
): Promise<TestApp> {
  const app = await createTestApp(options);
  try {
    await work(app);
  } finally {
    await app.close();
  }
  return app;
}

/** An empty database that belongs to a user without any rights on the server. */
async function databaseOfPlainUser(): Promise<{ database: TestDatabase; operator: pg.Client }> {
  const made = await createTestDatabase('template0');
  const user = `plain_${randomBytes(4).toString('hex')}`;
  const operator = new pg.Client(made);
  await operator.connect();
  await operator.query(`CREATE ROLE ${user} LOGIN PASSWORD 'plain'`);
  await operator.query(`ALTER DATABASE ${made.database} OWNER TO ${user}`);
  await operator.query(`GRANT CREATE ON SCHEMA public TO ${user}`);
  return { database: { ...made, user, password: 'plain' }, operator };
}

describe('the server', () => {
  it('works as a role that owns no table and cannot rewrite what is only ever added to', async () => {
    await withApp({}, async (app) => {
      const server = asServer(app);
      await app.signUp();
      expect(await server.query('SELECT current_user AS name')).toEqual([{ name: ROLE }]);
      expect(await server.query(`SELECT relname FROM pg_class WHERE relowner = '${ROLE}'::regrole`)).toEqual(
        [],
      );
      for (const statement of [
        'ALTER TABLE ledger_entries DISABLE TRIGGER ALL',
        'ALTER TABLE ledger_accounts DROP CONSTRAINT ck_ledger_accounts_balance',
        'DROP TABLE audit_events',
        'TRUNCATE sessions',
        'UPDATE ledger_entries SET amount = 0',
        'DELETE FROM ledger_transactions',
        "UPDATE audit_events SET event = 'nothing'",
        'DELETE FROM audit_seals',
        'DELETE FROM migrations',
        'CREATE TABLE mine (id integer)',
      ]) {
        await expect(server.query(statement), statement).rejects.toThrow(REFUSED);
      }
    });
  });

  it('may be given the role by an operator where its user cannot make one, and says so until then', async () => {
    const { database, operator } = await databaseOfPlainUser();
    const log: string[] = [];
    const environment = { LOG_LEVEL: 'warn' };
    try {
      const before = await withApp({ database, environment, log: (line) => log.push(line) }, async (app) => {
        expect(await asServer(app).query('SELECT current_user AS name')).toEqual([{ name: database.user }]);
        expect((await app.admin.get('/v1/users/me')).status).toBe(200);
        expect(log.join('')).toContain(`may not create the role ${ROLE}`);
      });
      await operator.query(`GRANT ${ROLE} TO ${database.user}`);
      log.length = 0;
      await withApp({ replicaOf: before, environment, log: (line) => log.push(line) }, async (app) => {
        expect(await asServer(app).query('SELECT current_user AS name')).toEqual([{ name: ROLE }]);
        expect((await app.admin.get('/v1/users/me')).status).toBe(200);
        expect(log.join('')).not.toContain('may not create the role');
      });
    } finally {
      await operator.end();
    }
  });

  it('keeps its own rights behind a transaction pooler, where a session belongs to everybody', async () => {
    await withApp({ environment: { DATABASE_PREPARED: 'off' } }, async (app) => {
      expect(await asServer(app).query('SELECT current_user AS name')).not.toEqual([{ name: ROLE }]);
    });
  });
});
