import { DataSource, type DataSourceOptions } from 'typeorm';
import { APPLICATION_ROLE_IS_READY, prepareApplicationRole } from './application-role.js';
import { sqlState } from './sql-errors.js';

const MIGRATION_LOCK = 7_203_401;
const LOCK_TIMEOUT_MS = 5_000;
/** No such table, or none that the role may read. */
const NOT_THERE_YET = new Set(['42P01', '42501']);

/** The schema was made by a newer release that this one cannot work with. */
export class SchemaTooNewError extends Error {}

/**
 * Whether there is nothing to migrate: asked in one statement, over the connections of the server, so that a start on a
 * finished schema is quick.
 */
export async function isMigrated(dataSource: DataSource): Promise<boolean> {
  try {
    const [state] = await dataSource.query<{ applied: string[]; required: string[]; hasRole: boolean }[]>(
      `SELECT ARRAY(SELECT name FROM migrations)::text[] AS applied,
              ARRAY(SELECT migration FROM schema_requirements)::text[] AS required,
              ${APPLICATION_ROLE_IS_READY} AS "hasRole"`,
    );
    const known = dataSource.migrations.map(({ name }) => name ?? '');
    return (
      state !== undefined &&
      state.hasRole &&
      known.every((name) => state.applied.includes(name)) &&
      state.required.every((name) => known.includes(name))
    );
  } catch (error) {
    if (NOT_THERE_YET.has(sqlState(error) ?? '')) {
      return false;
    }
    throw error;
  }
}

/**
 * Brings the schema up to date, one process at a time: the others wait for the advisory lock and then find nothing to do.
 * Uses connections of its own, with the rights of the tables' owner and without the limits of requests, so it also works
 * with a pool of one.
 * @returns whether the server can work as a role that owns no table
 */
export async function migrate(
  options: DataSourceOptions & { type: 'postgres' },
): Promise<{ hasApplicationRole: boolean }> {
  const dataSource = new DataSource({
    ...options,
    entities: [],
    poolSize: 2,
    extra: { lock_timeout: LOCK_TIMEOUT_MS, options: '-c timezone=UTC' },
  });
  await dataSource.initialize();
  try {
    await assertSchemaIsNotTooNew(dataSource);
    return { hasApplicationRole: await runLocked(dataSource) };
  } finally {
    await dataSource.destroy();
  }
}

async function exists(dataSource: DataSource, table: string): Promise<boolean> {
  const [row] = await dataSource.query<{ found: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS found', [
    table,
  ]);
  return row?.found === true;
}

async function runLocked(dataSource: DataSource): Promise<boolean> {
  const holder = dataSource.createQueryRunner();
  await holder.connect();
  try {
    await holder.startTransaction();
    await holder.query('SET LOCAL lock_timeout = 0');
    await holder.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
    const hasApplicationRole = await prepareApplicationRole(dataSource);
    await holder.commitTransaction();
    return hasApplicationRole;
  } finally {
    await holder.release();
  }
}

/** Release N - 1 runs on the schema of release N; what is older than the schema's minimum does not. */
async function assertSchemaIsNotTooNew(dataSource: DataSource): Promise<void> {
  if (!(await exists(dataSource, 'schema_requirements'))) {
    return;
  }
  const rows = await dataSource.query<{ migration: string }[]>('SELECT migration FROM schema_requirements');
  const known = new Set(dataSource.migrations.map(({ name }) => name));
  const missing = rows.map(({ migration }) => migration).filter((migration) => !known.has(migration));
  if (missing.length > 0) {
    throw new SchemaTooNewError(
      `The database was migrated by a newer release of Latchkey (it needs ${missing.join(', ')}). Start that release or a newer one.`,
    );
  }
}
