import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { SELF_PERMISSIONS } from '../authorization/permissions.js';
import { LAST_USE_RESOLUTION_SECONDS, lifetimeOf } from '../core/sessions/session-lifetimes.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { accountOfRow, type AccountRow, permissionsOfRow } from '../core/users/account.row.js';
import { statement, Sql } from '../database/sql.js';

interface SessionPrincipalRow extends AccountRow {
  session_id: string;
  application_id: string | null;
  profile_id: string | null;
  amr: string[];
  authenticated_at: Date;
  idle_seconds: number;
  age_seconds: number;
}

/** The one statement of every signed-in request: session, state of the account, roles and permissions. */
const selectPrincipal = statement(
  'select-session-principal',
  'SELECT * FROM session_principals WHERE session_id = $1',
);

/** Who a session stands for right now. Read anew for every request, so whatever was revoked is refused at once. */
@Injectable()
export class SessionPrincipals {
  constructor(
    private readonly sql: Sql,
    private readonly sessions: SessionsService,
  ) {}

  /** The principal of a request. @returns null when the session is over, or its account suspended or deleted */
  async find(sessionId: string, userId: string): Promise<Principal | null> {
    const found = await this.select(sessionId, userId);
    if (found !== null && found.row.idle_seconds >= LAST_USE_RESOLUTION_SECONDS) {
      await this.sessions.noteUse(found.row.session_id);
    }
    return found === null ? null : principalOf(found);
  }

  /** Like `find`, for those who only ask: it does not keep the session from becoming idle. */
  async read(sessionId: string, userId: string): Promise<Principal | null> {
    const found = await this.select(sessionId, userId);
    return found === null ? null : principalOf(found);
  }

  private async select(sessionId: string, userId: string): Promise<Found | null> {
    const [row] = await this.sql.query<SessionPrincipalRow>(selectPrincipal, [sessionId]);
    if (row === undefined || row.suspended || row.id !== userId) {
      return null;
    }
    const permissions = permissionsOfRow(row);
    const { idleSeconds, absoluteSeconds } = lifetimeOf(permissions.length > 0);
    if (row.idle_seconds > idleSeconds || row.age_seconds > absoluteSeconds) {
      return null;
    }
    return { row, permissions };
  }
}

interface Found {
  row: SessionPrincipalRow;
  permissions: string[];
}

function principalOf({ row, permissions }: Found): Principal {
  return {
    userId: row.id,
    account: accountOfRow(row),
    credential: 'access-token',
    sessionId: row.session_id,
    apiKeyId: null,
    applicationId: row.application_id,
    profileId: row.profile_id,
    authenticatedAt: row.authenticated_at,
    amr: row.amr,
    permissions: new Set([...permissions, ...SELF_PERMISSIONS]),
  };
}
