import type { MigrationInterface, QueryRunner } from 'typeorm';

const NAMES = "(coalesce(username, '') || E'\\n' || coalesce(email, ''))";

/**
 * For searches by what has no trigram: the characters of a name, and each two that follow one another, those that begin at
 * odd places and those at even ones.
 */
export class IndexNamePairs1763800009001 implements MigrationInterface {
  name = 'IndexNamePairs1763800009001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX ix_users_name_pairs ON users USING gin ((
        string_to_array(regexp_replace(${NAMES}, '(..)', E'\\\\1\\n', 'g') || E'\\n' ||
                        regexp_replace(substr(${NAMES}, 2), '(..)', E'\\\\1\\n', 'g'), E'\\n') ||
        string_to_array(${NAMES}, NULL)
      )) WHERE deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_users_name_pairs');
  }
}
