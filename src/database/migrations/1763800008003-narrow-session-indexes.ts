import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['application_id', 'profile_id', 'client_id'];

/** Most sessions are for no application, profile or client; they need no entry in the indexes that find those that are. */
export class NarrowSessionIndexes1763800008003 implements MigrationInterface {
  name = 'NarrowSessionIndexes1763800008003';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) {
      await runner.query(`DROP INDEX ix_sessions_${column}`);
      await runner.query(
        `CREATE INDEX ix_sessions_${column} ON sessions (${column}) WHERE ${column} IS NOT NULL`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) {
      await runner.query(`DROP INDEX ix_sessions_${column}`);
      await runner.query(`CREATE INDEX ix_sessions_${column} ON sessions (${column})`);
    }
  }
}
