import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { pino } from 'pino';
import { createApp } from '../../src/app.setup.js';
import { loadConfig } from '../../src/config/config.js';
import { SecretKeys } from '../../src/keys/secret-keys.js';
import { Startup } from '../../src/operations/startup.js';
import { HttpClient } from './http-client.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export const ADMIN = { username: 'admin', email: 'admin@example.com', password: 'a password for tests' };
export const PASSWORD = 'correct horse battery';

export interface TestApp {
  app: NestFastifyApplication;
  /** Anonymous. */
  http: HttpClient;
  /** Signed in as the first administrator. */
  admin: HttpClient;
  database: TestDatabase;
  secretKeys: SecretKeys;
  /** A folder of its own, removed in the end. */
  dataDir: string;
  /** Runs SQL beside the application, as an operator with psql would. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Signs up somebody new. */
  signUp(members?: Record<string, unknown>): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
  sessionId: string;
  http: HttpClient;
}

export interface TestAppOptions {
  /** Variables on top of the tests' own. */
  environment?: Record<string, string>;
  /** Share the database (and keys) of another app: a second replica. */
  replicaOf?: TestApp;
  /** A database that is there already, instead of a new one. */
  database?: TestDatabase;
  /** Log lines go here. */
  log?: (line: string) => void;
}

/** The real application on a real database, listening on a port of its own. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { environment, replicaOf, log } = options;
  const database = options.database ?? replicaOf?.database ?? (await createTestDatabase());
  const secretKeys = replicaOf?.secretKeys ?? new SecretKeys([randomBytes(32)]);
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-test-data-'));
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    DATA_DIR: dataDir,
    PUBLIC_URL: 'https://accounts.example.com',
    ADMIN_USERNAME: ADMIN.username,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    RATE_LIMITS: 'off',
    LOG_LEVEL: log === undefined ? 'silent' : 'debug',
    DATABASE_POOL_SIZE: process.env.TEST_POOL_SIZE ?? '10',
    ...environment,
  });
  const logger = pino({ level: config.logging.level }, { write: (line) => log?.(line) });
  const { app } = await createApp({ config, target: database, secretKeys, logger });
  await app.listen(0, '127.0.0.1');
  await app.get(Startup).run();
  const { port } = app.getHttpServer().address() as { port: number };
  const http = new HttpClient(`http://127.0.0.1:${port}`);
  const operator = new pg.Pool({ ...database, max: 2 });
  const session = await http.post('/v1/sessions', { identifier: ADMIN.username, password: ADMIN.password });
  return {
    app,
    http,
    admin: http.as(session.body.accessToken as string),
    database,
    secretKeys,
    dataDir,
    sql: async <Row extends object>(text: string, values?: unknown[]) =>
      (await operator.query<Row>(text, values)).rows,
    signUp: (members) => signUp(http, members),
    close: async () => {
      await operator.end();
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let people = 0;

async function signUp(http: HttpClient, members: Record<string, unknown> = {}): Promise<Person> {
  people += 1;
  const email = `person-${people}-${randomBytes(3).toString('hex')}@example.com`;
  const answer = await http.post('/v1/sign-up', { email, password: PASSWORD, ...members });
  if (answer.status !== 201) {
    throw new Error(`Sign-up answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  const { user, accessToken, refreshToken, session } = answer.body;
  return {
    id: user.id,
    email: user.email,
    accessToken,
    refreshToken,
    sessionId: session.id,
    http: http.as(accessToken),
  };
}
