import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { type BenchProvider, startProvider } from './provider.js';
import { freePort, Measured, pin } from './processes.js';

/** The server under test has this processor to itself; PostgreSQL and the load share the other. */
export const SERVER_CPU = 0;
export const OTHER_CPU = 1;

const PASSWORD = 'a password for the benchmark';

/** A Latchkey and its PostgreSQL, for the length of a benchmark. */
export interface Bench {
  url: string;
  databaseUrl: string;
  environment: Record<string, string>;
  server: Measured;
  sql: pg.Pool;
  /** An access token of the administrator, good for 15 minutes. */
  token(): Promise<string>;
  /** Signs up somebody without permissions. */
  signUp(email: string): Promise<{ token: string; sessionId: string; id: string }>;
  password: string;
  /** Signs ID tokens that the server accepts. */
  provider: BenchProvider;
  stop(): Promise<void>;
}

export async function startBench(): Promise<Bench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const { host, port, user, password, database } = postgres.connection;
  const postmaster = Number(
    (await readFile(join(postgres.dataFolder, 'postmaster.pid'), 'utf8')).split('\n')[0],
  );
  pin(postmaster, OTHER_CPU);
  pin(process.pid, OTHER_CPU);
  const databaseUrl = `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}`;
  const provider = await startProvider();
  const environment = {
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('base64'),
    ADMIN_PASSWORD: PASSWORD,
    RATE_LIMITS: 'off',
    NODE_ENV: 'production',
    ...provider.environment,
  };
  const server = new Measured([process.execPath, 'dist/server/main.js'], {
    cpu: SERVER_CPU,
    environment,
  });
  await server.prints('Latchkey is ready.');
  const url = `http://127.0.0.1:${environment.PORT}`;
  const sql = new pg.Pool({ ...postgres.connection, max: 4 });
  const post = async (path: string, body: object) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { accessToken: string; session: { id: string }; user: { id: string } };
  };
  return {
    url,
    databaseUrl,
    environment,
    server,
    sql,
    password: PASSWORD,
    provider,
    token: async () => (await post('/v1/sessions', { identifier: 'admin', password: PASSWORD })).accessToken,
    signUp: async (email) => {
      const {
        accessToken,
        session,
        user: account,
      } = await post('/v1/sign-up', { email, password: PASSWORD });
      return { token: accessToken, sessionId: session.id, id: account.id };
    },
    stop: async () => {
      await server.stop();
      await sql.end();
      await provider.stop();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Fills the table of accounts up to a number, with names that differ. */
export async function fillUsers(sql: pg.Pool, count: number): Promise<void> {
  await sql.query(
    `INSERT INTO users (id, username, username_key, email, email_key, display_name, search_text)
     SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user' || n, 'user' || n,
            'u' || n || '@example.com', 'u' || n || '@example.com', initcap(first) || ' ' || initcap(last),
            ' user' || n || ' u' || n || '@example.com ' || first || ' ' || last
       FROM (SELECT n, substr(md5(n::text), 1, 7) AS first, substr(md5((n / 7)::text), 8, 9) AS last
               FROM generate_series((SELECT count(*) FROM users) + 1, $1) AS n) AS people
     ON CONFLICT DO NOTHING`,
    [count],
  );
  await sql.query('VACUUM ANALYZE users');
}
