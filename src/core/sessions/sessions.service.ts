import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid } from '../../common/ids.js';
import type { Page } from '../../common/paging.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { LAST_USE_RESOLUTION_SECONDS, lifetimeOf } from './session-lifetimes.js';
import { SessionNotFoundError } from './sessions.errors.js';
import { sessionOfRow, type SessionRow, type SessionView } from './session.row.js';

const NONCE_BYTES = 32;

const COLUMNS = `id, user_id, application_id, profile_id, client_id, provider, amr, authenticated_at, created_at, last_used_at,
  ip_address, user_agent, refresh_nonce, refresh_key_id, refresh_generation`;

const selectLive = statement(
  'select-live-session',
  `SELECT ${COLUMNS} FROM sessions WHERE id = $1 AND user_id = $2 AND ended_at IS NULL`,
);
const listLive = statement(
  'list-live-sessions',
  `SELECT ${COLUMNS} FROM sessions
    WHERE user_id = $1 AND ended_at IS NULL AND id < $2 AND created_at > now() - make_interval(secs => $4)
      AND last_used_at > now() - make_interval(secs => coalesce(max_idle_seconds, $5))
    ORDER BY id DESC LIMIT $3`,
);
const selectHistory = statement(
  'select-session-history',
  `SELECT id, application_id, profile_id, provider, amr, created_at, last_used_at, ip_address, user_agent, ended_at, end_reason
     FROM sessions WHERE user_id = $1 ORDER BY id DESC`,
);
const touch = statement(
  'touch-session',
  `UPDATE sessions SET last_used_at = now()
    WHERE id = $1 AND ended_at IS NULL AND last_used_at < now() - make_interval(secs => ${LAST_USE_RESOLUTION_SECONDS})`,
);
const endOne = statement(
  'end-session',
  'UPDATE sessions SET ended_at = now(), end_reason = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL',
);
const endMany = statement(
  'end-sessions',
  `UPDATE sessions SET ended_at = now(), end_reason = $2
    WHERE user_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3 AND ($4::text IS NULL OR provider = $4)`,
);
const selectOfSecret = statement(
  'select-session-of-secret',
  'SELECT id, user_id FROM sessions WHERE secret_hash = $1 AND audience = $2 AND ended_at IS NULL',
);
const renewNonce = statement(
  'renew-refresh-nonce',
  'UPDATE sessions SET refresh_nonce = $2 WHERE id = $1 AND ended_at IS NULL',
);
const deleteOld = statement(
  'delete-old-sessions',
  `DELETE FROM sessions WHERE id IN (
     SELECT id FROM sessions WHERE created_at < now() - interval '31 days' LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

const endUnclaimed = statement(
  'end-unclaimed-sessions',
  `UPDATE sessions SET ended_at = now(), end_reason = 'unclaimed' WHERE id = ANY ($1::uuid[]) AND ended_at IS NULL`,
);

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Open sign-ins. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
  ) {}

  /** The session of the caller's credential. */
  async current(principal: Principal): Promise<SessionView> {
    return this.get(principal.userId, principal.sessionId);
  }

  /** One page of the live sessions of an account, newest first. */
  async list(
    principal: Principal,
    userId: string,
    limit: number,
    cursor?: string,
  ): Promise<Page<SessionView>> {
    const scope = ['sessions', principal.userId, userId];
    const [before] = cursor === undefined ? [LAST_UUID] : await this.cursors.decode(scope, cursor);
    const { absoluteSeconds, idleSeconds } = lifetimeOf(false);
    const rows = await this.sql.query<SessionRow>(listLive, [
      userId,
      before,
      limit + 1,
      absoluteSeconds,
      idleSeconds,
    ]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(sessionOfRow),
      nextCursor: rows.length > limit && last !== undefined ? this.cursors.encode(scope, [last.id]) : null,
    };
  }

  /** Every session of an account that is still on record, over or not, newest first, for its owner to keep. */
  async history(userId: string): Promise<Record<string, unknown>[]> {
    const rows = await this.sql.query<SessionRow & { ended_at: Date | null; end_reason: string | null }>(
      selectHistory,
      [userId],
    );
    return rows.map((row) => ({
      id: row.id,
      applicationId: row.application_id,
      profileId: row.profile_id,
      provider: row.provider,
      amr: row.amr,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      ipAddress: row.ip_address,
      userAgent: row.user_agent,
      endedAt: row.ended_at,
      endReason: row.end_reason,
    }));
  }

  /** Writes down that a session was used; does nothing when that was done within the last minute. */
  async noteUse(sessionId: string): Promise<void> {
    await this.sql.change(touch, [sessionId]);
  }

  /**
   * Ends one session of an account.
   * @throws SessionNotFoundError when it is not there, not the account's, or over already
   */
  async end(principal: Principal, userId: string, sessionId: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!isUuid(sessionId) || (await this.sql.change(endOne, [sessionId, userId, 'signed_out'])) === 0) {
        throw new SessionNotFoundError();
      }
      await this.audit.record({
        event: 'session.ended',
        outcome: 'success',
        actor: actorOf(principal),
        subject: userParty(userId),
        sessionId,
      });
    });
  }

  /**
   * Signs the caller out.
   * @throws SessionNotFoundError when the credential belongs to no session
   */
  async endCurrent(principal: Principal): Promise<void> {
    await this.end(principal, principal.userId, principal.sessionId ?? '');
  }

  /** Signs the caller out everywhere: ends every session of the account. */
  async endEverywhere(principal: Principal): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.endAll(principal.userId, 'signed_out');
      await this.audit.record({
        event: 'session.ended',
        outcome: 'success',
        actor: actorOf(principal),
        subject: userParty(principal.userId),
        changed: { sessions: 'all' },
      });
    });
  }

  /**
   * Ends a session for whoever has its secret.
   * @param hash what is stored of the secret
   * @throws SessionNotFoundError when there is none of this face, or it is over already
   */
  async endBySecret(hash: Buffer, audience: string): Promise<void> {
    const [row] = await this.sql.query<Pick<SessionRow, 'id' | 'user_id'>>(selectOfSecret, [hash, audience]);
    if (row === undefined) {
      throw new SessionNotFoundError();
    }
    await this.endByToken(row.user_id, row.id);
  }

  /** Ends a session because somebody gave one of its tokens up; one that is over already changes nothing. */
  async endByToken(userId: string, sessionId: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if ((await this.sql.change(endOne, [sessionId, userId, 'token_revoked'])) > 0) {
        const actor = { kind: 'session', id: sessionId } as const;
        const subject = userParty(userId);
        await this.audit.record({ event: 'session.ended', outcome: 'success', actor, subject, sessionId });
      }
    });
  }

  /** Ends the sessions of an account on behalf of a caller, except the caller's own. */
  async endOthers(principal: Principal, userId: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      await this.endAll(userId, 'signed_out', principal.sessionId);
      await this.audit.record({
        event: 'session.ended',
        outcome: 'success',
        actor: actorOf(principal),
        subject: userParty(userId),
        changed: { sessions: 'all others' },
      });
    });
  }

  /**
   * Ends every session of an account, as a part of what made that necessary.
   * @param exceptId a session that goes on
   * @param provider ends only those that it opened
   */
  async endAll(
    userId: string,
    reason: string,
    exceptId: string | null = null,
    provider: string | null = null,
  ): Promise<void> {
    await this.sql.change(endMany, [userId, reason, exceptId, provider]);
  }

  /** Ends the refresh tokens of a session, not the session, as a part of what made that necessary. */
  async forgetRefreshTokens(sessionId: string): Promise<void> {
    await this.sql.change(renewNonce, [sessionId, randomBytes(NONCE_BYTES)]);
  }

  /** Ends sessions whose tokens were never handed out, as a part of finding that out. */
  async endUnclaimed(ids: readonly string[]): Promise<void> {
    await this.sql.change(endUnclaimed, [ids]);
  }

  /** A session of an account that is not over; null when there is none. */
  async findLive(userId: string, sessionId: string): Promise<SessionView | null> {
    const [row] = await this.sql.query<SessionRow>(selectLive, [sessionId, userId]);
    return row === undefined ? null : sessionOfRow(row);
  }

  /** Removes sessions that are past every lifetime. */
  async deleteOld(): Promise<void> {
    await this.sql.change(deleteOld);
  }

  private async get(userId: string, sessionId: string | null): Promise<SessionView> {
    const [row] = await this.sql.query<SessionRow>(selectLive, [sessionId, userId]);
    if (row === undefined) {
      throw new SessionNotFoundError();
    }
    return sessionOfRow(row);
  }
}
