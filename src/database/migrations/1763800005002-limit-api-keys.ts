import type { MigrationInterface, QueryRunner } from 'typeorm';
import { opaqueTokenPrincipals } from './1763800004001-create-opaque-tokens.js';

/** What a key may do on single resources. The views are those of before, with one more column at their ends. */
export class LimitApiKeys1763800005002 implements MigrationInterface {
  name = 'LimitApiKeys1763800005002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE api_keys ADD COLUMN grants jsonb');
    await runner.query(view('CREATE OR REPLACE', ', k.grants AS key_grants'));
    await runner.query(
      opaqueTokenPrincipals('CREATE OR REPLACE', {
        ofSession: ', NULL::jsonb AS key_grants',
        ofKey: ', k.key_grants',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW opaque_token_principals');
    await runner.query('DROP VIEW api_key_principals');
    await runner.query(view('CREATE', ''));
    await runner.query(opaqueTokenPrincipals('CREATE', { ofSession: '', ofKey: '' }));
    await runner.query('ALTER TABLE api_keys DROP COLUMN grants');
  }
}

const view = (create: string, more: string) => `${create} VIEW api_key_principals AS
  SELECT k.id AS api_key_id, k.prefix, k.secret_hash, k.generation,
         CASE WHEN k.previous_ends_at > now() THEN k.previous_secret_hash END AS previous_secret_hash,
         k.permissions AS key_permissions, k.created_at AS key_created_at,
         extract(epoch FROM now() - k.last_used_at)::float8 AS unused_seconds,
         extract(epoch FROM k.expires_at - now())::float8 AS remaining_seconds,
         a.*${more}
    FROM api_keys k JOIN accounts a ON a.id = k.user_id
   WHERE k.revoked_at IS NULL AND k.expires_at > now()`;
