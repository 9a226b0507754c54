import type { MigrationInterface, QueryRunner } from 'typeorm';
import { opaqueTokenPrincipals } from './1763800004001-create-opaque-tokens.js';

/** How the session of a request was opened. The views are those of before, with one more column at their ends. */
export class ShowSessionProvider1763800007001 implements MigrationInterface {
  name = 'ShowSessionProvider1763800007001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(view('CREATE OR REPLACE', ', s.provider'));
    await runner.query(
      opaqueTokenPrincipals('CREATE OR REPLACE', {
        ofSession: ', NULL::jsonb AS key_grants, p.provider',
        ofKey: ', k.key_grants, NULL',
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW opaque_token_principals');
    await runner.query('DROP VIEW session_principals');
    await runner.query(view('CREATE', ''));
    await runner.query(
      opaqueTokenPrincipals('CREATE', { ofSession: ', NULL::jsonb AS key_grants', ofKey: ', k.key_grants' }),
    );
  }
}

const view = (create: string, more: string) => `${create} VIEW session_principals AS
  SELECT s.id AS session_id, s.application_id, s.profile_id, s.amr, s.authenticated_at,
         extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
         extract(epoch FROM now() - s.created_at)::float8 AS age_seconds,
         a.*${more}
    FROM sessions s JOIN accounts a ON a.id = s.user_id
   WHERE s.ended_at IS NULL`;
