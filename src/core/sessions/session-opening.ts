import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnavailableError } from '../../common/errors.js';
import { newId } from '../../common/ids.js';
import type { RequestContext } from '../../common/request-context.js';
import { ProviderSignInConfig } from '../../config/provider-sign-in.config.js';
import { BatchQueue } from '../../database/batch-queue.js';
import { isConnectionError } from '../../database/sql-errors.js';
import { statement, Sql } from '../../database/sql.js';
import { openTransaction } from '../../database/transaction.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { AuditService, userParty } from '../audit/audit.service.js';
import type { TokenUse } from '../identities/used-tokens.js';
import { RefreshTokens } from './refresh-tokens.js';
import { MAX_LIVE_SESSIONS } from './session-lifetimes.js';
import type { SessionView } from './session.row.js';

const NONCE_BYTES = 32;
const MAX_BATCH = 50;
const MAX_WAITING = 5_000;

const openSessions = statement(
  'open-sessions',
  `SELECT session_id, outcome, opened_at, has_profile
     FROM open_sessions($1, is_alone => $2, max_live_sessions => ${MAX_LIVE_SESSIONS}, token_repeat_seconds => $3)`,
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
  /** The request that opens it; the running one unless given. */
  request?: RequestContext;
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
  /** The token of the provider. */
  token?: TokenUse | null;
}

/** Why no session was opened; nothing was changed then, except that failures before a right password are forgotten. */
export type OpeningRefusal = 'refused' | 'application_gone' | 'identity_gone' | 'token_used';

/** An item of `open_sessions`; what is left out is null. */
interface Opening {
  session_id: string;
  user_id: string;
  password_hash: string | undefined;
  token_hash: string | undefined;
  [member: string]: unknown;
}

interface OpeningRow {
  session_id: string;
  outcome: 'opened' | OpeningRefusal;
  opened_at: Date;
  has_profile: boolean;
}

/** Opens sessions: the one place where that happens, with everything that belongs to it. */
@Injectable()
export class SessionOpening {
  private readonly queue = new BatchQueue<Opening, OpeningRow | undefined>({
    maxBatch: MAX_BATCH,
    maxWaiting: MAX_WAITING,
    whenFull: () => new UnavailableError('busy', 'Too many people are signing in. Try again soon.', 1),
    // So that two sign-ins of one account, or with one token, are one after the other.
    keysOf: ({ user_id: userId, token_hash: tokenHash }) =>
      tokenHash === undefined ? [userId] : [userId, tokenHash],
    carryOut: (openings) => this.openTogether(openings),
  });

  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly refreshTokens: RefreshTokens,
    private readonly audit: AuditService,
    private readonly providers: ProviderSignInConfig,
  ) {}

  /**
   * Opens a session for an account that may sign in at this very moment, ends the one idle longest beyond the limit, and
   * notes the sign-in with the account, its profile, its identity and in the audit trail; all of it or nothing. Part of
   * the open transaction, or one that it may share with others.
   * @returns the session, without the profile when that was deleted in between; a refusal when something no longer holds
   * @throws UnavailableError with code `outcome_unknown` when the connection broke meanwhile, `busy` when too many wait
   * @see docs/decisions/0082-opening-a-session.md, docs/decisions/0089-sign-ins-that-share-a-commit.md
   */
  async open(
    userId: string,
    origin: SessionOrigin,
    grounds: SessionGrounds = {},
  ): Promise<SessionView | OpeningRefusal> {
    const { applicationId = null, profileId = null, clientId = null } = origin;
    const id = newId();
    const party = userParty(userId);
    const event = this.audit.rowOf(
      { event: 'session.created', outcome: 'success', actor: party, subject: party, applicationId },
      origin.request,
    );
    const { ip_address: ipAddress, user_agent: userAgent } = event;
    const refresh = { nonce: randomBytes(NONCE_BYTES), keyId: this.refreshTokens.activeKeyId, generation: 0 };
    const row = await this.carryOut({
      session_id: id,
      user_id: userId,
      provider: origin.provider,
      amr: origin.amr,
      application_id: applicationId,
      profile_id: profileId,
      client_id: clientId,
      audience: origin.audience,
      max_idle_seconds: origin.maxIdleSeconds,
      secret_hash: bytesOf(origin.secretHash),
      refresh_nonce: bytesOf(refresh.nonce),
      refresh_key_id: refresh.keyId,
      ip_address: ipAddress,
      user_agent: userAgent,
      event_id: event.id,
      event_application_id: event.application_id,
      request_id: event.request_id,
      ...membersOf(grounds),
    });
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

  private async carryOut(opening: Opening): Promise<OpeningRow> {
    // With a password go the counters of attempts, in which somebody else may be.
    const isAlone = openTransaction() !== undefined || opening.password_hash !== undefined;
    const row = isAlone ? undefined : await this.queue.add(opening);
    return row ?? this.openAlone(opening);
  }

  /** Waits for whatever changes the account. */
  private async openAlone(opening: Opening): Promise<OpeningRow> {
    const [row] = await this.unitOfWork.runSingle(() => this.call([opening], true));
    return row;
  }

  /** Waits for nobody. @returns nothing for those that are to be tried alone, since they had to wait or were refused */
  private async openTogether(openings: readonly Opening[]): Promise<(OpeningRow | undefined)[]> {
    let rows: OpeningRow[];
    try {
      rows = await this.unitOfWork.runSingle(() => this.call(openings, false), 0);
    } catch (error) {
      if (error instanceof UnavailableError || isConnectionError(error)) {
        throw error;
      }
      // What one of them broke must not fail its neighbours.
      return openings.map(() => undefined);
    }
    const opened = new Map(rows.filter(isOpened).map((row) => [row.session_id, row]));
    return openings.map(({ session_id: sessionId }) => opened.get(sessionId));
  }

  private call(openings: readonly Opening[], isAlone: boolean): Promise<OpeningRow[]> {
    const { idTokenReplaySeconds } = this.providers;
    return this.sql.query<OpeningRow>(openSessions, [
      JSON.stringify(openings),
      isAlone,
      idTokenReplaySeconds,
    ]);
  }
}

function isOpened({ outcome }: OpeningRow): boolean {
  return outcome === 'opened';
}

/** What an opening says of its grounds. */
function membersOf({ passwordHash, forgottenCounters, identityId, identityEmail, token }: SessionGrounds) {
  return {
    password_hash: passwordHash,
    forgotten_counters: forgottenCounters,
    identity_id: identityId,
    identity_email: identityEmail,
    token_hash: bytesOf(token?.hash),
    token_is_spent: token?.isBoundToNonce,
    token_expires_at: token?.expiresAt,
  };
}

/** Bytes as PostgreSQL reads them in JSON. */
function bytesOf(bytes: Buffer | undefined): string | undefined {
  return bytes && `\\x${bytes.toString('hex')}`;
}
