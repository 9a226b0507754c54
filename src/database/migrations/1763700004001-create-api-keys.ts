import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys, and the view that every request with one reads its owner through. */
export class CreateApiKeys1763700004001 implements MigrationInterface {
  name = 'CreateApiKeys1763700004001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_keys (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        secret_hash bytea NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        previous_secret_hash bytea,
        previous_ends_at timestamptz(3),
        permissions text[],
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        last_used_at timestamptz(3),
        revoked_at timestamptz(3),
        revoke_reason text,
        CONSTRAINT pk_api_keys PRIMARY KEY (id),
        CONSTRAINT fk_api_keys_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_api_keys_prefix ON api_keys (prefix)');
    await runner.query('CREATE INDEX ix_api_keys_user_id ON api_keys (user_id, id) WHERE revoked_at IS NULL');
    await runner.query(`
      CREATE VIEW api_key_principals AS
      SELECT k.id AS api_key_id, k.prefix, k.secret_hash, k.generation,
             CASE WHEN k.previous_ends_at > now() THEN k.previous_secret_hash END AS previous_secret_hash,
             k.permissions AS key_permissions, k.created_at AS key_created_at,
             extract(epoch FROM now() - k.last_used_at)::float8 AS unused_seconds,
             extract(epoch FROM k.expires_at - now())::float8 AS remaining_seconds,
             a.*
        FROM api_keys k JOIN accounts a ON a.id = k.user_id
       WHERE k.revoked_at IS NULL AND k.expires_at > now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW api_key_principals');
    await runner.query('DROP TABLE api_keys');
  }
}
