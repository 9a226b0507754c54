import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import { sqlState } from './sql-errors.js';

/** What the server works as. It owns nothing, so it cannot take a trigger, a constraint or a table away. */
export const APPLICATION_ROLE = 'latchkey_application';

const INSUFFICIENT_PRIVILEGE = '42501';
/** Made by the start of another database on the same server in this very moment. */
const ALREADY_THERE = new Set(['42710', '23505']);

/** Tables only the migrations write. */
const OF_MIGRATIONS = ['migrations', 'schema_requirements'];

/** An expression: whether the role is there and may read every relation of the schema. */
export const APPLICATION_ROLE_IS_READY = `(
  EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}' AND pg_has_role(oid, 'MEMBER'))
  AND NOT EXISTS (
    SELECT 1 FROM pg_class c, pg_roles r
     WHERE r.rolname = '${APPLICATION_ROLE}' AND c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
       AND NOT has_table_privilege(r.oid, c.oid, 'SELECT')))`;

/**
 * Makes the role where that is allowed, and gives it what the server needs: rows of every table, but no change of what is
 * only ever added to. To be called by one process at a time, with the rights of the tables' owner.
 * @returns false when the database user may not make roles and nobody made this one for it
 */
export async function prepareApplicationRole(dataSource: DataSource): Promise<boolean> {
  try {
    await makeRole(dataSource);
  } catch (error) {
    if (sqlState(error) === INSUFFICIENT_PRIVILEGE) {
      return false;
    }
    throw error;
  }
  await dataSource.query(`
    DO $$
    DECLARE
      schema_name text := quote_ident(current_schema());
      relation regclass;
    BEGIN
      EXECUTE format('GRANT USAGE ON SCHEMA %s TO ${APPLICATION_ROLE}', schema_name);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO ${APPLICATION_ROLE}', schema_name);
      EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %s TO ${APPLICATION_ROLE}', schema_name);
      FOR relation IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE tgfoid = 'refuse_change'::regproc LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM ${APPLICATION_ROLE}', relation);
      END LOOP;
      REVOKE INSERT, UPDATE, DELETE ON ${OF_MIGRATIONS.join(', ')} FROM ${APPLICATION_ROLE};
    END $$`);
  return true;
}

/** Makes a new connection work as the role; where there is none it keeps the rights it has. */
export async function workAsApplicationRole(client: ClientBase): Promise<void> {
  try {
    await client.query(
      `SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = '${APPLICATION_ROLE}' AND pg_has_role(oid, 'MEMBER')`,
    );
  } catch (error) {
    if (sqlState(error) !== INSUFFICIENT_PRIVILEGE) {
      throw error;
    }
  }
}

async function makeRole(dataSource: DataSource): Promise<void> {
  const [role] = await dataSource.query<{ isMember: boolean }[]>(
    `SELECT pg_has_role(oid, 'MEMBER') AS "isMember" FROM pg_roles WHERE rolname = $1`,
    [APPLICATION_ROLE],
  );
  if (role === undefined) {
    await dataSource.query(`CREATE ROLE ${APPLICATION_ROLE} NOLOGIN`).catch((error: unknown) => {
      if (!ALREADY_THERE.has(sqlState(error) ?? '')) {
        throw error;
      }
    });
  }
  if (role?.isMember !== true) {
    await dataSource.query(`GRANT ${APPLICATION_ROLE} TO CURRENT_USER`);
  }
}
