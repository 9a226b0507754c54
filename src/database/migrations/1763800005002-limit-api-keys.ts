import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a key may do on single resources; null for whatever its owner may do, as before. */
export class LimitApiKeys1763800005002 implements MigrationInterface {
  name = 'LimitApiKeys1763800005002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys ADD COLUMN grants jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys DROP COLUMN grants');
  }
}
