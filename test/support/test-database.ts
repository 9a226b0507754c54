import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** Where a test's own database is. */
export interface TestDatabase {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/**
 * Makes a database of its own for a test file.
 * @param template the migrated one, or `template0` for an empty database
 */
export async function createTestDatabase(template = 'template_latchkey'): Promise<TestDatabase> {
  const server = inject('postgres');
  const database = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ ...server, database: 'postgres' });
  await client.connect();
  try {
    // Copies wait for each other, since PostgreSQL copies a template only while nobody else does.
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(`CREATE DATABASE ${database} TEMPLATE ${template}`);
  } finally {
    await client.end();
  }
  return { ...server, database };
}

/** The database as a URL, for processes that read DATABASE_URL. */
export function urlOf({ host, port, user, password, database }: TestDatabase): string {
  return `postgres://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`;
}
