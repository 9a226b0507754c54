import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The key ring. `material` is encrypted under SECRET_KEY; one key of each purpose is active, the others verify only. */
export class CreateKeys1763700000004 implements MigrationInterface {
  name = 'CreateKeys1763700000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE keys (
        id text NOT NULL,
        purpose text NOT NULL,
        material bytea NOT NULL,
        is_active boolean NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        retired_at timestamptz(3),
        CONSTRAINT pk_keys PRIMARY KEY (id)
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_keys_active_purpose ON keys (purpose) WHERE is_active');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE keys');
  }
}
