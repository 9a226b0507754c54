import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The view that requests with a user name and password read their account through, with the hash to compare. */
export class CreatePasswordPrincipals1763800005001 implements MigrationInterface {
  name = 'CreatePasswordPrincipals1763800005001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW password_principals AS
      SELECT a.*, p.hash AS password_hash, now() AS read_at
        FROM accounts a LEFT JOIN password_credentials p ON p.user_id = a.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW password_principals');
  }
}
