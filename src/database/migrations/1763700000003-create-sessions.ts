import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Open sign-ins. Of a refresh token nothing is stored but the random nonce and the generation it is derived from,
 * with a key that is not in the database; see docs/decisions/0004-refresh-tokens.md.
 */
export class CreateSessions1763700000003 implements MigrationInterface {
  name = 'CreateSessions1763700000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sessions (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        application_id uuid,
        profile_id uuid,
        provider text NOT NULL,
        amr text[] NOT NULL,
        authenticated_at timestamptz(3) NOT NULL DEFAULT now(),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3) NOT NULL DEFAULT now(),
        ip_address text,
        user_agent text,
        refresh_nonce bytea NOT NULL,
        refresh_key_id text NOT NULL,
        refresh_generation integer NOT NULL DEFAULT 0,
        refreshed_at timestamptz(3),
        ended_at timestamptz(3),
        end_reason text,
        CONSTRAINT pk_sessions PRIMARY KEY (id),
        CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_sessions_user_id ON sessions (user_id, id) WHERE ended_at IS NULL');
    await runner.query('CREATE INDEX ix_sessions_created_at ON sessions (created_at)');
    await runner.query(`
      CREATE VIEW session_principals AS
      SELECT s.id AS session_id, s.application_id, s.profile_id, s.amr, s.authenticated_at,
             extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
             extract(epoch FROM now() - s.created_at)::float8 AS age_seconds,
             a.*
        FROM sessions s JOIN accounts a ON a.id = s.user_id
       WHERE s.ended_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW session_principals');
    await runner.query('DROP TABLE sessions');
  }
}
