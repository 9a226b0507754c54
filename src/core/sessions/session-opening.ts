import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId } from '../../common/ids.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { AuditService, userParty } from '../audit/audit.service.js';
import type { TokenUse } from '../identities/used-tokens.js';
import { RefreshTokens } from './refresh-tokens.js';
import { MAX_LIVE_SESSIONS } from './session-lifetimes.js';
import type { SessionView } from './session.row.js';

const NONCE_BYTES = 32;

const openSession = statement(
  'open-session',
  `SELECT outcome, opened_at, has_profile FROM open_session(
     session_id => $1, user_id => $2, provider => $3, amr => $4, application_id => $5, profile_id => $6, client_id => $7,
     audience => $8, max_idle_seconds => $9, secret_hash => $10, refresh_nonce => $11, refresh_key_id => $12,
     ip_address => $13, user_agent => $14, max_live_sessions => ${MAX_LIVE_SESSIONS}, password_hash => $15,
     forgotten_counters => $16, identity_id => $17, identity_email => $18, token_hash => $19, token_is_spent => $20,
     token_expires_at => $21, token_repeat_seconds => $22, event_id => $23,
     event_application_id => $24, request_id => $25)`,
);

/** How a session comes to be, and what it is for. */
export interface SessionOrigin {
  /** `password` or the name of a provider. */
  provider: string;
  /** Authentication methods, RFC 8176. */
  amr: readonly string[];
  applicationId?: string | null;
  profileId?: string | null;
  /** The OAuth client that opens it, and alone may renew it. */
  clientId?: string | null;
  /** The face whose refresh tokens it has; our own API's unless given. */
  audience?: string;
  /** How long it lives without being used; what all sessions have unless given. */
  maxIdleSeconds?: number;
  /** What is stored of its secret, for a session that has one. */
  secretHash?: Buffer;
}

/** What the session is opened on the strength of: it must still be true then, and is used up or noted with it. */
export interface SessionGrounds {
  /** The hash that the password was verified against. */
  passwordHash?: string;
  /** The counters of failed attempts that a right password makes forgotten; null where nothing is counted. */
  forgottenCounters?: readonly string[] | null;
  /** The identity that opened the account. */
  identityId?: string | null;
  /** What its provider says of its address now; null when it says nothing. */
  identityEmail?: string | null;
  /** The token of the provider; how long a client that lost the answer may repeat one that no nonce binds. */
  token?: (TokenUse & { repeatSeconds: number }) | null;
}

/** Why no session was opened; nothing was changed then, except that failures before a right password are forgotten. */
export type OpeningRefusal = 'refused' | 'application_gone' | 'identity_gone' | 'token_used';

interface OpeningRow {
  outcome: 'opened' | OpeningRefusal;
  opened_at: Date;
  has_profile: boolean;
}

/** Opens sessions: the one place where that happens, with everything that belongs to it. */
@Injectable()
export class SessionOpening {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens a session for an account that may sign in at this very moment, ends the one idle longest beyond the limit, and
   * notes the sign-in with the account, its profile, its identity and in the audit trail; all of it or nothing. Part of
   * the open transaction, or one of its own.
   * @returns the session, without the profile when that was deleted in between; a refusal when something no longer holds
   * @see docs/decisions/0082-opening-a-session.md
   */
  async open(
    userId: string,
    origin: SessionOrigin,
    grounds: SessionGrounds = {},
  ): Promise<SessionView | OpeningRefusal> {
    const { applicationId = null, profileId = null, clientId = null } = origin;
    const { identityId = null, identityEmail = null, token = null } = grounds;
    const id = newId();
    const party = userParty(userId);
    const event = this.audit.rowOf({
      event: 'session.created',
      outcome: 'success',
      actor: party,
      subject: party,
      applicationId,
    });
    const { ip_address: ipAddress, user_agent: userAgent } = event;
    const refresh = { nonce: randomBytes(NONCE_BYTES), keyId: this.refreshTokens.activeKeyId, generation: 0 };
    const values = [
      id,
      userId,
      origin.provider,
      origin.amr,
      applicationId,
      profileId,
      clientId,
      origin.audience ?? null,
      origin.maxIdleSeconds ?? null,
      origin.secretHash ?? null,
      refresh.nonce,
      refresh.keyId,
      ipAddress,
      userAgent,
      grounds.passwordHash ?? null,
      grounds.forgottenCounters ?? null,
      identityId,
      identityEmail,
      token?.hash ?? null,
      token?.isBoundToNonce ?? null,
      token?.expiresAt ?? null,
      token?.repeatSeconds ?? null,
      event.id,
      event.application_id,
      event.request_id,
    ];
    const [row] = await this.unitOfWork.runSingle(() => this.sql.query<OpeningRow>(openSession, values));
    if (row.outcome !== 'opened') {
      return row.outcome;
    }
    return {
      id,
      userId,
      applicationId,
      profileId: row.has_profile ? profileId : null,
      clientId,
      provider: origin.provider,
      amr: [...origin.amr],
      authenticatedAt: row.opened_at,
      createdAt: row.opened_at,
      lastUsedAt: row.opened_at,
      ipAddress,
      userAgent,
      refresh,
    };
  }
}
