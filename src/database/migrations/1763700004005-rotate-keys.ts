import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a key takes over: every replica, and everybody who fetched the public keys, knows it by then. */
export class RotateKeys1763700004005 implements MigrationInterface {
  name = 'RotateKeys1763700004005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keys ADD not_before timestamptz(3) NOT NULL DEFAULT now()');
    await runner.query('UPDATE keys SET not_before = created_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE keys DROP COLUMN not_before');
  }
}
