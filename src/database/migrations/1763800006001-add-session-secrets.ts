import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sessions that are their own credential: a secret, of which the hash is stored, that opens the session's audience only.
 * The view is `session_principals` found by that hash, so whatever ends a session or changes its account is seen.
 */
export class AddSessionSecrets1763800006001 implements MigrationInterface {
  name = 'AddSessionSecrets1763800006001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions ADD secret_hash bytea');
    await runner.query(
      'CREATE UNIQUE INDEX uq_sessions_secret_hash ON sessions (secret_hash) WHERE secret_hash IS NOT NULL',
    );
    await runner.query(`
      CREATE VIEW session_secret_principals AS
      SELECT s.secret_hash, s.audience, s.max_idle_seconds, s.id AS session_id, s.application_id, s.profile_id, s.amr,
             s.authenticated_at, extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
             extract(epoch FROM now() - s.created_at)::float8 AS age_seconds,
             (SELECT json_agg(json_build_object('provider', i.provider, 'subject', i.subject) ORDER BY i.id)
                FROM identities i WHERE i.user_id = s.user_id) AS identities,
             a.*
        FROM sessions s JOIN accounts a ON a.id = s.user_id
       WHERE s.ended_at IS NULL AND s.secret_hash IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW session_secret_principals');
    await runner.query('ALTER TABLE sessions DROP secret_hash');
  }
}
