import type { MigrationInterface, QueryRunner } from 'typeorm';
import { JoinOpaqueTokenHolders1763800011001 } from './1763800011001-join-opaque-token-holders.js';

/**
 * Which opaque tokens are not over by themselves. What a token stands for never changes, so who that is now is read through
 * `session_principals` and `api_key_principals`, and nothing needs to say a second time what ends a session or a key.
 */
export class PublishLiveTokens1763800015001 implements MigrationInterface {
  name = 'PublishLiveTokens1763800015001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW opaque_token_principals');
    await runner.query(`
      CREATE VIEW live_opaque_tokens AS
      SELECT token_hash, session_id, api_key_id FROM opaque_tokens WHERE revoked_at IS NULL AND expires_at > now()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW live_opaque_tokens');
    await new JoinOpaqueTokenHolders1763800011001().up(runner);
  }
}
