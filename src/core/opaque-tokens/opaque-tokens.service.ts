import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { newId } from '../../common/ids.js';
import { statement, Sql } from '../../database/sql.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { hashOfOpaqueToken, newOpaqueToken } from './opaque-token.format.js';

const insertToken = statement(
  'insert-opaque-token',
  `INSERT INTO opaque_tokens (id, token_hash, audience, grant_type, user_id, session_id, api_key_id, api_key_generation,
                              client_id, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(secs => $10))`,
);
const revokeToken = statement(
  'revoke-opaque-token',
  'UPDATE opaque_tokens SET revoked_at = now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL',
);
const revokeOthers = statement(
  'revoke-other-opaque-tokens',
  'UPDATE opaque_tokens SET revoked_at = now() WHERE session_id = $1 AND id IS DISTINCT FROM $2 AND revoked_at IS NULL',
);
const selectRefused = statement(
  'select-refused-opaque-token',
  `SELECT expires_at <= now() AS has_expired, client_id FROM opaque_tokens
    WHERE token_hash = $1 AND audience = $2 AND revoked_at IS NULL`,
);
const deleteOld = statement(
  'delete-old-opaque-tokens',
  `DELETE FROM opaque_tokens WHERE id IN (
     SELECT id FROM opaque_tokens WHERE expires_at < now() - interval '1 day' LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** What a token stands for, and is over with: a session, a secret of an API key, or an OAuth client. */
export type TokenHolder =
  | { userId: string; sessionId: string }
  | { userId: string; apiKeyId: string; apiKeyGeneration: number }
  | { clientId: string };

/** Why a token stands for nobody. */
export type RefusedToken = 'expired' | 'of_client' | 'unknown';

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
    const { userId, sessionId, apiKeyId, apiKeyGeneration, clientId } = {
      userId: null,
      sessionId: null,
      apiKeyId: null,
      apiKeyGeneration: null,
      clientId: null,
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
      clientId,
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

  /** Ends the tokens of a session but one. */
  async revokeOthers(sessionId: string, exceptId: string | null): Promise<void> {
    await this.sql.change(revokeOthers, [sessionId, exceptId]);
  }

  /** What there is to say of a token that stands for no person here. */
  async explain(token: string, audience: string): Promise<RefusedToken> {
    const [row] = await this.sql.query<{ has_expired: boolean; client_id: string | null }>(selectRefused, [
      hashOfOpaqueToken(token),
      audience,
    ]);
    if (row === undefined) {
      return 'unknown';
    }
    return row.has_expired ? 'expired' : row.client_id === null ? 'unknown' : 'of_client';
  }

  /** Removes tokens a day after their time was up. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOld);
  }
}
