import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For searches by any part of a name as it was typed. */
export class IndexNames1763800006002 implements MigrationInterface {
  name = 'IndexNames1763800006002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX ix_users_names ON users
       USING gin ((coalesce(username, '') || E'\\n' || coalesce(email, '')) gin_trgm_ops) WHERE deleted_at IS NULL`);
    await runner.query(
      'CREATE INDEX ix_profiles_display_name ON profiles USING gin (display_name gin_trgm_ops)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_profiles_display_name');
    await runner.query('DROP INDEX ix_users_names');
  }
}
