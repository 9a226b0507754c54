import pg from 'pg';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { entities } from '../../src/app.entities.js';
import { buildDataSourceOptions } from '../../src/database/data-source.options.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { createTestDatabase } from '../support/test-database.js';

async function open(template: string): Promise<DataSource> {
  const database = await createTestDatabase(template);
  return new DataSource(buildDataSourceOptions(database, { poolSize: 2 }, entities)).initialize();
}

/** Tables, columns, constraints, indexes, functions, views and triggers, as text. */
async function schemaOf(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ line: string }[]>(`
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p
      WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL SELECT 'view ' || viewname || ' ' || definition FROM pg_views WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY line`);
  return rows.map(({ line }) => line);
}

describe('the migrations', () => {
  it('go up, down to nothing, and up again to the same schema', async () => {
    const dataSource = await open('template_latchkey');
    try {
      const before = await schemaOf(dataSource);
      expect(before.length).toBeGreaterThan(100);
      for (let step = 0; step < migrations.length; step += 1) {
        await dataSource.undoLastMigration({ transaction: 'each' });
      }
      const left = (await schemaOf(dataSource)).filter(
        (line) => !/migrations|PK_[0-9a-f]+ PRIMARY KEY \(id\)$/.test(line),
      );
      expect(left).toEqual([]);
      await dataSource.runMigrations({ transaction: 'each' });
      expect(await schemaOf(dataSource)).toEqual(before);
    } finally {
      await dataSource.destroy();
    }
  });

  it('make exactly the schema that the entities describe', async () => {
    const dataSource = await open('template_latchkey');
    try {
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('name every constraint and index by hand', async () => {
    const dataSource = await open('template_latchkey');
    try {
      const rows = await dataSource.query<{ name: string }[]>(`
        SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'`);
      const generated = rows
        .map(({ name }) => name)
        .filter((name) => !/^(pk|uq|fk|ck|ix|tr)_[a-z0-9_]+$/.test(name));
      // TypeORM's own table of migrations is the one exception.
      expect(generated.filter((name) => !/^PK_[0-9a-f]+$/.test(name))).toEqual([]);
      expect(generated.length).toBeLessThanOrEqual(1);
    } finally {
      await dataSource.destroy();
    }
  });

  it('run once when five processes start at the same time', async () => {
    const database = await createTestDatabase('template0');
    const options = buildDataSourceOptions(database, { poolSize: 1 }, entities);
    await Promise.all(Array.from({ length: 5 }, () => migrate(options)));
    const client = new pg.Client(database);
    await client.connect();
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM migrations');
    await client.end();
    expect(rows[0].count).toBe(migrations.length);
  });

  it('refuse a schema of a release that this one is too old for', async () => {
    const database = await createTestDatabase();
    const client = new pg.Client(database);
    await client.connect();
    await client.query("INSERT INTO schema_requirements VALUES ('DropEverything2999000000000')");
    await client.end();
    await expect(migrate(buildDataSourceOptions(database, { poolSize: 1 }, entities))).rejects.toThrow(
      /newer release of Latchkey/,
    );
  });
});
