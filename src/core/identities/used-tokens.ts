import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';

/** What identifies a token without being one. */
export interface TokenUse {
  /** SHA-256 of what the provider signed; the signature itself may be spelled in several ways. */
  hash: Buffer;
  /** When it would be refused anyway. */
  expiresAt: Date;
  /** Whether it was bound to a nonce that was checked: good once. */
  isBoundToNonce: boolean;
}

const deleteExpired = statement(
  'delete-expired-used-tokens',
  `DELETE FROM used_tokens WHERE token_hash IN (
     SELECT token_hash FROM used_tokens WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** The tokens that were used already, known to every replica. A token is used up by the session that it opens. */
@Injectable()
export class UsedTokens {
  constructor(private readonly sql: Sql) {}

  /** Forgets tokens that have expired. */
  async deleteExpired(): Promise<void> {
    await this.sql.change(deleteExpired);
  }
}
