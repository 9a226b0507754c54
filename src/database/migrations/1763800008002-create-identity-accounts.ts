import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The view that sign-ins by a provider read what an identity opens through: the identity, and the account it belongs to. */
export class CreateIdentityAccounts1763800008002 implements MigrationInterface {
  name = 'CreateIdentityAccounts1763800008002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW identity_accounts AS
      SELECT i.id AS identity_id, i.provider, i.issuer, i.subject, a.*
        FROM identities i JOIN accounts a ON a.id = i.user_id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW identity_accounts');
  }
}
