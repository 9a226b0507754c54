import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { entities } from '../../src/app.entities.js';
import { buildDataSourceOptions } from '../../src/database/data-source.options.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run; each test file makes its own database from the migrated template. */
    postgres: { host: string; port: number; user: string; password: string; database: string };
  }
}

export const TEMPLATE_DATABASE = 'template_latchkey';

/** One throw-away PostgreSQL for the whole run, with a migrated template to copy from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const client = new pg.Client(server.connection);
  await client.connect();
  await client.query('ALTER SYSTEM SET fsync = off');
  await client.query('ALTER SYSTEM SET synchronous_commit = off');
  await client.query('SELECT pg_reload_conf()');
  await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await client.end();
  await migrate(
    buildDataSourceOptions({ ...server.connection, database: TEMPLATE_DATABASE }, { poolSize: 2 }, entities),
  );
  project.provide('postgres', server.connection);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
