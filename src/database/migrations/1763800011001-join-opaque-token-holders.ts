import type { MigrationInterface, QueryRunner } from 'typeorm';
import { opaqueTokenPrincipals } from './1763800004001-create-opaque-tokens.js';

/**
 * Reads the account of an opaque token once, and beside it whichever holder the token has. The columns of the view stay.
 * What ends a session or an API key is written here as in the views `session_principals` and `api_key_principals`.
 */
export class JoinOpaqueTokenHolders1763800011001 implements MigrationInterface {
  name = 'JoinOpaqueTokenHolders1763800011001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW opaque_token_principals AS
      SELECT t.token_hash, t.audience, t.id AS token_id, t.grant_type, s.id AS session_id, s.application_id, s.profile_id,
             coalesce(s.amr, '{}') AS amr, coalesce(s.authenticated_at, k.created_at) AS authenticated_at,
             extract(epoch FROM now() - coalesce(s.last_used_at, k.last_used_at))::float8 AS idle_seconds,
             coalesce(extract(epoch FROM now() - s.created_at), 0)::float8 AS age_seconds, k.id AS api_key_id,
             k.permissions AS key_permissions, a.id, a.username, a.email, a.email_verified, a.display_name, a.first_name,
             a.last_name, a.nickname, a.phone, a.picture_url, a.contact_info, a.custom_claims, a.version, a.created_at,
             a.updated_at, a.last_sign_in_at, a.suspended, a.role_keys, a.grants_version, k.grants AS key_grants, s.provider
        FROM opaque_tokens t
        JOIN accounts a ON a.id = t.user_id
        LEFT JOIN sessions s ON s.id = t.session_id AND s.user_id = t.user_id AND s.ended_at IS NULL
        LEFT JOIN api_keys k ON k.id = t.api_key_id AND k.user_id = t.user_id AND k.revoked_at IS NULL
             AND k.expires_at > now()
             AND (k.generation = t.api_key_generation
                  OR (k.generation = t.api_key_generation + 1 AND k.previous_secret_hash IS NOT NULL
                      AND k.previous_ends_at > now()))
       WHERE t.revoked_at IS NULL AND t.expires_at > now() AND (s.id IS NOT NULL OR k.id IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      opaqueTokenPrincipals('CREATE OR REPLACE', {
        ofSession: ', NULL::jsonb AS key_grants, p.provider',
        ofKey: ', k.key_grants, NULL',
      }),
    );
  }
}
