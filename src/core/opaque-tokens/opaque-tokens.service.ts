import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { newId } from '../../common/ids.js';
import { statement, Sql } from '../../database/sql.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { hashOfOpaqueToken, newOpaqueToken } from './opaque-token.format.js';

const insertToken = statement(
  'insert-opaque-token',
  `INSERT INTO opaque_tokens (id, token_hash, audience, grant_type, user_id, session_id, api_key_id, api_key_generation, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))`,
);
const revokeToken = statement(
  'revoke-opaque-token',
  'UPDATE opaque_tokens SET revoked_at = now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL',
);
const revokeOthers = statement(
  'revoke-other-opaque-tokens',
  'UPDATE opaque_tokens SET revoked_at = now() WHERE session_id = $1 AND id <> $2 AND revoked_at IS NULL',
);
const selectExpired = statement(
  'select-expired-opaque-token',
  `SELECT 1 FROM opaque_tokens
    WHERE token_hash = $1 AND audience = $2 AND revoked_at IS NULL AND expires_at <= now()`,
);
const deleteOld = statement(
  'delete-old-opaque-tokens',
  `DELETE FROM opaque_tokens WHERE id IN (
     SELECT id FROM opaque_tokens WHERE expires_at < now() - interval '1 day' LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** What a token stands for, and is over with: a session, or a secret of an API key. */
export type TokenHolder =
  { userId: string; sessionId: string } | { userId: string; apiKeyId: string; apiKeyGeneration: number };

/** How a token was obtained. */
export type OpaqueGrant = 'password' | 'refresh_token' | 'api_key' | 'client_credentials';

export interface OpaqueTokenRequest {
  holder: TokenHolder;
  /** The face it is for: it opens no other. */
  audience: string;
  grant: OpaqueGrant;
  lifetimeSeconds: number;
}

/**
 * Access tokens of the APIs that have opaque ones: random, stored as SHA-256, good for one audience. Who one stands for
 * is read with each request (`opaque_token_principals`), so it is over at once with its session, key or account.
 */
@Injectable()
export class OpaqueTokensService {
  constructor(
    private readonly sql: Sql,
    private readonly audit: AuditService,
  ) {}

  /** @returns the token, shown this one time */
  async issue({ holder, audience, grant, lifetimeSeconds }: OpaqueTokenRequest): Promise<string> {
    const token = newOpaqueToken();
    const { userId, sessionId, apiKeyId, apiKeyGeneration } = {
      sessionId: null,
      apiKeyId: null,
      apiKeyGeneration: null,
      ...holder,
    };
    await this.sql.change(insertToken, [
      newId(),
      hashOfOpaqueToken(token),
      audience,
      grant,
      userId,
      sessionId,
      apiKeyId,
      apiKeyGeneration,
      lifetimeSeconds,
    ]);
    return token;
  }

  /** Ends a token of the caller's; one that is over already changes nothing. Part of the open transaction. */
  async revoke(principal: Principal, id: string): Promise<void> {
    if ((await this.sql.change(revokeToken, [id, principal.userId])) > 0) {
      await this.audit.record({
        event: 'token.revoked',
        outcome: 'success',
        actor: actorOf(principal),
        subject: userParty(principal.userId),
        sessionId: principal.sessionId,
      });
    }
  }

  /** Ends the other tokens of the session that a token belongs to. */
  async revokeOthers(sessionId: string, exceptId: string): Promise<void> {
    await this.sql.change(revokeOthers, [sessionId, exceptId]);
  }

  /** Whether a token that was refused was a good one of this audience until its time was up. */
  async hasExpired(token: string, audience: string): Promise<boolean> {
    const hash = hashOfOpaqueToken(token);
    return hash !== null && (await this.sql.query(selectExpired, [hash, audience])).length > 0;
  }

  /** Removes tokens a day after their time was up. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOld);
  }
}
