import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
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
const selectToken = statement(
  'select-opaque-token',
  `SELECT id, grant_type, user_id, session_id, api_key_id, api_key_generation, client_id FROM opaque_tokens
    WHERE token_hash = $1 AND audience = $2`,
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

const MAX_REMEMBERED = 5_000;

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

/** What a token was issued as. None of it ever changes; whether the token is over is another question. */
export interface IssuedToken {
  id: string;
  hash: Buffer;
  audience: string;
  grant: OpaqueGrant;
  holder: TokenHolder;
}

interface TokenRow {
  id: string;
  grant_type: OpaqueGrant;
  user_id: string | null;
  session_id: string | null;
  api_key_id: string | null;
  api_key_generation: number | null;
  client_id: string | null;
}

/**
 * Access tokens of the APIs that have opaque ones: random, stored as SHA-256, good for one audience. Whether one
 * is over is read with each request (`live_opaque_tokens`), as is who its session or key stands for.
 */
@Injectable()
export class OpaqueTokensService {
  private readonly issued = new LRUCache<string, IssuedToken>({ max: MAX_REMEMBERED });

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

  /** What a token was issued as, however long ago. @returns null when the text is no token for this audience */
  async find(token: string, audience: string): Promise<IssuedToken | null> {
    const known = this.issued.get(token);
    if (known !== undefined) {
      return known.audience === audience ? known : null;
    }
    const hash = hashOfOpaqueToken(token);
    if (hash === null) {
      return null;
    }
    const [row] = await this.sql.read<TokenRow>(selectToken, [hash, audience]);
    if (row === undefined) {
      return null;
    }
    const issued = { id: row.id, hash, audience, grant: row.grant_type, holder: holderOf(row) };
    this.issued.set(token, issued);
    return issued;
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
    const hash = hashOfOpaqueToken(token);
    const [row] =
      hash === null
        ? []
        : await this.sql.query<{ has_expired: boolean; client_id: string | null }>(selectRefused, [
            hash,
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

function holderOf(row: TokenRow): TokenHolder {
  if (row.session_id !== null) {
    return { userId: row.user_id!, sessionId: row.session_id };
  }
  return row.api_key_id !== null
    ? { userId: row.user_id!, apiKeyId: row.api_key_id, apiKeyGeneration: row.api_key_generation! }
    : { clientId: row.client_id! };
}
