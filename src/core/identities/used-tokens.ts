import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';
import { ProviderSignInConfig } from '../../config/provider-sign-in.config.js';

/** What identifies a token without being one. */
export interface TokenUse {
  /** SHA-256 of what the provider signed; the signature itself may be spelled in several ways. */
  hash: Buffer;
  /** When it would be refused anyway. */
  expiresAt: Date;
  /** Whether it was bound to a nonce that was checked: good once. */
  isBoundToNonce: boolean;
}

const noteUse = statement(
  'note-token-use',
  `INSERT INTO used_tokens AS known (token_hash, user_id, is_spent, expires_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (token_hash) DO UPDATE SET is_spent = known.is_spent
    WHERE NOT known.is_spent AND NOT excluded.is_spent AND known.user_id = excluded.user_id
      AND clock_timestamp() < known.first_used_at + make_interval(secs => $5)`,
);
const deleteExpired = statement(
  'delete-expired-used-tokens',
  `DELETE FROM used_tokens WHERE token_hash IN (
     SELECT token_hash FROM used_tokens WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** The tokens that were used already, known to every replica. */
@Injectable()
export class UsedTokens {
  constructor(
    private readonly sql: Sql,
    private readonly config: ProviderSignInConfig,
  ) {}

  /**
   * Uses a token for an account, in the transaction of what it is used for.
   * @returns false when it was used before: for another account, with a nonce, or longer ago than a client that lost
   * the answer needs to repeat itself
   */
  async use({ hash, expiresAt, isBoundToNonce }: TokenUse, userId: string): Promise<boolean> {
    const { idTokenReplaySeconds } = this.config;
    const values = [hash, userId, isBoundToNonce, expiresAt, idTokenReplaySeconds];
    return (await this.sql.change(noteUse, values)) > 0;
  }

  /** Forgets tokens that have expired. */
  async deleteExpired(): Promise<void> {
    await this.sql.change(deleteExpired);
  }
}
