import { Injectable } from '@nestjs/common';
import { statement, Sql, type Statement } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { AuditService, userParty } from '../audit/audit.service.js';
import { type RefreshClaim, RefreshTokens } from './refresh-tokens.js';
import { REFRESH_REPEAT_SECONDS, lifetimeOf } from './session-lifetimes.js';
import { RefreshRefusedError } from './sessions.errors.js';
import { sessionOfRow, type SessionRow, type SessionView } from './session.row.js';

interface RefreshRow extends SessionRow {
  is_over: boolean;
  is_administrative: boolean;
  max_idle_seconds: number | null;
  audience: string | null;
  idle_seconds: number;
  age_seconds: number;
  seconds_since_rotation: number | null;
}

const REFRESH_ROW = `SELECT s.*, s.ended_at IS NOT NULL OR a.id IS NULL OR a.suspended AS is_over,
          EXISTS (SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id
                   WHERE ur.user_id = s.user_id AND cardinality(r.permissions) > 0) AS is_administrative,
          extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
          extract(epoch FROM now() - s.created_at)::float8 AS age_seconds,
          extract(epoch FROM now() - s.refreshed_at)::float8 AS seconds_since_rotation
     FROM sessions s LEFT JOIN accounts a ON a.id = s.user_id
    WHERE s.id = $1`;
const selectForInspection = statement('select-session-for-inspection', REFRESH_ROW);
const selectForRefresh = statement('select-session-for-refresh', `${REFRESH_ROW} FOR UPDATE OF s`);
const rotate = statement(
  'rotate-refresh-token',
  `UPDATE sessions SET refresh_generation = refresh_generation + 1, refreshed_at = now(), last_used_at = now()
    WHERE id = $1 AND refresh_generation = $2 AND ended_at IS NULL`,
);
const endSession = statement(
  'end-session-by-id',
  'UPDATE sessions SET ended_at = now(), end_reason = $2 WHERE id = $1 AND ended_at IS NULL',
);

const MS_PER_SECOND = 1_000;

/** Whose a refresh token is, and until when it is good if nothing else happens. */
export interface InspectedRefreshToken {
  userId: string;
  sessionId: string;
  /** The OAuth client it was issued to. */
  clientId: string | null;
  expiresAt: Date;
}

/** Who presents a refresh token; nobody in particular at our own API unless said. */
export interface RefreshAsker {
  /** The OAuth client, proven. */
  clientId?: string;
  /** The face it was presented to. */
  audience?: string;
}

/** Rotation of refresh tokens: each is good once, and whoever uses an old one ends the session. */
@Injectable()
export class SessionRefreshService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditService,
  ) {}

  /**
   * Exchanges a refresh token for its successor. The same token again within ten seconds gets the same successor; an
   * older one ends the session, since either the client or a thief holds a copy (RFC 9700 4.14.2).
   * @param asker a token is good for whom it was issued to only, and at the face that issued it (RFC 6749 10.4)
   * @throws RefreshRefusedError
   */
  async refresh(token: string, asker: RefreshAsker = {}): Promise<SessionView> {
    const claim = this.refreshTokens.read(token);
    if (claim === null) {
      throw new RefreshRefusedError();
    }
    // What the reuse of a token ends must stay ended, so the refusal is thrown after the commit.
    const session = await this.unitOfWork.run(() => this.advance(claim, asker));
    if (session === null || session === 'expired') {
      throw new RefreshRefusedError(session === 'expired');
    }
    return session;
  }

  /**
   * Ends the session that a refresh token belongs to, however old the token is; anything else changes nothing (RFC 7009).
   * @param clientId the OAuth client that asks, proven; null for whoever holds the token
   * @throws RefreshRefusedError when the token was issued to somebody else than the client
   */
  async revoke(token: string, clientId: string | null = null): Promise<void> {
    const claim = this.refreshTokens.read(token);
    if (claim === null) {
      return;
    }
    await this.unitOfWork.run(async () => {
      const row = await this.findGenuine(claim);
      if (row !== null && clientId !== null && row.client_id !== clientId) {
        throw new RefreshRefusedError();
      }
      if (row !== null && (await this.sql.change(endSession, [row.id, 'token_revoked'])) > 0) {
        await this.note('session.ended', 'success', row);
      }
    });
  }

  /**
   * Whose the refresh token is and until when it is good, if nothing else happens; looking changes nothing.
   * @returns null when it is not good now
   */
  async inspect(token: string): Promise<InspectedRefreshToken | null> {
    const claim = this.refreshTokens.read(token);
    const row = claim === null ? null : await this.findGenuine(claim, selectForInspection);
    if (row === null || claim?.generation !== row.refresh_generation || row.is_over || isExpired(row)) {
      return null;
    }
    const { idleSeconds, absoluteSeconds } = lifetimeOf(row.is_administrative, row.max_idle_seconds);
    const expiresAt = Math.min(
      row.last_used_at.getTime() + idleSeconds * MS_PER_SECOND,
      row.created_at.getTime() + absoluteSeconds * MS_PER_SECOND,
    );
    return {
      userId: row.user_id,
      sessionId: row.id,
      clientId: row.client_id,
      expiresAt: new Date(expiresAt),
    };
  }

  private async advance(claim: RefreshClaim, asker: RefreshAsker): Promise<SessionView | 'expired' | null> {
    const row = await this.findGenuine(claim);
    // Somebody else's client changes nothing: it can neither renew the session nor end it by trying.
    if (row === null || !isIssuedTo(row, asker) || row.is_over) {
      return null;
    }
    if (isExpired(row)) {
      return 'expired';
    }
    if (claim.generation === row.refresh_generation) {
      await this.sql.change(rotate, [row.id, claim.generation]);
      return sessionOfRow({ ...row, refresh_generation: row.refresh_generation + 1 });
    }
    const isRepeat =
      claim.generation === row.refresh_generation - 1 &&
      row.seconds_since_rotation !== null &&
      row.seconds_since_rotation <= REFRESH_REPEAT_SECONDS;
    if (isRepeat) {
      return sessionOfRow(row);
    }
    await this.sql.change(endSession, [row.id, 'refresh_token_reused']);
    await this.note('session.refresh_token_reused', 'denied', row);
    return null;
  }

  private async findGenuine(
    claim: RefreshClaim,
    select: Statement = selectForRefresh,
  ): Promise<RefreshRow | null> {
    const [row] = await this.sql.query<RefreshRow>(select, [claim.sessionId]);
    const isGenuine =
      row !== undefined &&
      (await this.refreshTokens.isGenuine(claim, {
        sessionId: row.id,
        nonce: row.refresh_nonce,
        keyId: row.refresh_key_id,
      }));
    return isGenuine ? row : null;
  }

  private async note(event: string, outcome: 'success' | 'denied', row: RefreshRow): Promise<void> {
    await this.audit.record({
      event,
      outcome,
      actor: { kind: 'session', id: row.id },
      subject: userParty(row.user_id),
      sessionId: row.id,
    });
  }
}

function isExpired(row: RefreshRow): boolean {
  const { idleSeconds, absoluteSeconds } = lifetimeOf(row.is_administrative, row.max_idle_seconds);
  return row.idle_seconds > idleSeconds || row.age_seconds > absoluteSeconds;
}

function isIssuedTo(row: RefreshRow, { clientId, audience }: RefreshAsker): boolean {
  return row.client_id === (clientId ?? null) && row.audience === (audience ?? null);
}
