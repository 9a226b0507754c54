import type { MigrationInterface, QueryRunner } from 'typeorm';

const ACCOUNT = `id, username, email, email_verified, display_name, first_name, last_name, nickname, phone, picture_url,
  contact_info, custom_claims, version, created_at, updated_at, last_sign_in_at, suspended, role_keys, grants_version`;
const columnsOf = (view: string) => ACCOUNT.replace(/\w+/g, (column) => `${view}.${column}`);

/** The view; a later migration gives it further columns at its end. */
export const opaqueTokenPrincipals = (create: string, more: { ofSession: string; ofKey: string }) => `
  ${create} VIEW opaque_token_principals AS
  SELECT t.token_hash, t.audience, t.id AS token_id, t.grant_type, p.session_id, p.application_id, p.profile_id,
         p.amr, p.authenticated_at, p.idle_seconds, p.age_seconds, NULL::uuid AS api_key_id,
         NULL::text[] AS key_permissions, ${columnsOf('p')}${more.ofSession}
    FROM opaque_tokens t JOIN session_principals p ON p.session_id = t.session_id AND p.id = t.user_id
   WHERE t.revoked_at IS NULL AND t.expires_at > now()
  UNION ALL
  SELECT t.token_hash, t.audience, t.id, t.grant_type, NULL, NULL, NULL, '{}', k.key_created_at, k.unused_seconds,
         0, k.api_key_id, k.key_permissions, ${columnsOf('k')}${more.ofKey}
    FROM opaque_tokens t
    JOIN api_key_principals k ON k.api_key_id = t.api_key_id AND k.id = t.user_id
         AND (k.generation = t.api_key_generation
              OR (k.generation = t.api_key_generation + 1 AND k.previous_secret_hash IS NOT NULL))
   WHERE t.revoked_at IS NULL AND t.expires_at > now()`;

/**
 * Access tokens that are looked up instead of verified, and the view that every request with one reads its owner
 * through. It stands on the views for sessions and API keys, so whatever ends those ends the tokens.
 */
export class CreateOpaqueTokens1763800004001 implements MigrationInterface {
  name = 'CreateOpaqueTokens1763800004001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE opaque_tokens (
        id uuid NOT NULL,
        token_hash bytea NOT NULL,
        audience text NOT NULL,
        grant_type text NOT NULL,
        user_id uuid,
        session_id uuid,
        api_key_id uuid,
        api_key_generation integer,
        client_id uuid,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        revoked_at timestamptz(3),
        CONSTRAINT pk_opaque_tokens PRIMARY KEY (id),
        CONSTRAINT fk_opaque_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_opaque_tokens_session_id FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE,
        CONSTRAINT fk_opaque_tokens_api_key_id FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE,
        CONSTRAINT fk_opaque_tokens_client_id FOREIGN KEY (client_id) REFERENCES oauth_clients (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_opaque_tokens_token_hash ON opaque_tokens (token_hash)');
    await runner.query('CREATE INDEX ix_opaque_tokens_expires_at ON opaque_tokens (expires_at)');
    for (const column of ['user_id', 'session_id', 'api_key_id', 'client_id']) {
      await runner.query(
        `CREATE INDEX ix_opaque_tokens_${column} ON opaque_tokens (${column}) WHERE ${column} IS NOT NULL`,
      );
    }
    await runner.query(opaqueTokenPrincipals('CREATE', { ofSession: '', ofKey: '' }));
    await runner.query('ALTER TABLE sessions ADD audience text, ADD max_idle_seconds integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP max_idle_seconds, DROP audience');
    await runner.query('DROP VIEW opaque_token_principals');
    await runner.query('DROP TABLE opaque_tokens');
  }
}
