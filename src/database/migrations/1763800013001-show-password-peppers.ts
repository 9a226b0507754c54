import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Shows with the hash of a password which key it was peppered with, so that one read is enough to verify it. */
export class ShowPasswordPeppers1763800013001 implements MigrationInterface {
  name = 'ShowPasswordPeppers1763800013001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW password_principals AS
      SELECT a.*, p.hash AS password_hash, now() AS read_at, p.pepper_key_id
        FROM accounts a LEFT JOIN password_credentials p ON p.user_id = a.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW password_principals');
    await runner.query(`
      CREATE VIEW password_principals AS
      SELECT a.*, p.hash AS password_hash, now() AS read_at
        FROM accounts a LEFT JOIN password_credentials p ON p.user_id = a.id`);
  }
}
