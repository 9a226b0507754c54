import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Values kept encrypted for their owners. */
export class CreateSecrets1763700004002 implements MigrationInterface {
  name = 'CreateSecrets1763700004002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE secrets (
        user_id uuid NOT NULL,
        type text NOT NULL,
        id text NOT NULL,
        name text,
        value bytea NOT NULL,
        key_id text NOT NULL,
        expires_at timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_secrets PRIMARY KEY (user_id, type, id),
        CONSTRAINT fk_secrets_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_secrets_key_id ON secrets (key_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE secrets');
  }
}
