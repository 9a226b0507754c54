import { Injectable } from '@nestjs/common';
import type { Principal, RoleSet } from '../authorization/principal.js';
import { ProfilesService } from '../core/profiles/profiles.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { hashOfSessionSecret } from '../core/sessions/session-secret.js';
import { LAST_USE_RESOLUTION_SECONDS, lifetimeOf } from '../core/sessions/session-lifetimes.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { accountWithRoles, KEYED_ACCOUNT_COLUMNS, type KeyedAccountRow } from '../core/users/account.row.js';
import { statement, Sql } from '../database/sql.js';

interface SessionPrincipalRow extends KeyedAccountRow {
  session_id: string;
  /** Not read with a session secret. */
  provider?: string;
  application_id: string | null;
  profile_id: string | null;
  amr: string[];
  authenticated_at: Date;
  idle_seconds: number;
  age_seconds: number;
  /** Only of sessions that are found by their secret. */
  max_idle_seconds?: number | null;
  identities?: { provider: string; subject: string }[] | null;
}

const COLUMNS = `session_id, application_id, profile_id, amr, authenticated_at, idle_seconds, age_seconds,
  ${KEYED_ACCOUNT_COLUMNS}`;

/** The one statement of every signed-in request: session, state of the account, and which roles and grants in which version. */
export const selectPrincipal = statement(
  'select-session-principal',
  `SELECT provider, ${COLUMNS} FROM session_principals WHERE session_id = $1`,
);
/** The same with an opaque token of a session, as long as that is not over by itself. */
const selectByToken = statement(
  'select-opaque-token-session-principal',
  `SELECT provider, ${COLUMNS} FROM session_principals
    WHERE session_id = (SELECT session_id FROM live_opaque_tokens WHERE token_hash = $1)`,
);
/** The same for sessions that are their own credential. */
const selectBySecret = statement(
  'select-session-secret-principal',
  `SELECT max_idle_seconds, identities, ${COLUMNS} FROM session_secret_principals WHERE secret_hash = $1 AND audience = $2`,
);

/** Who a session stands for right now. Read anew for every request, so whatever was revoked is refused at once. */
@Injectable()
export class SessionPrincipals {
  constructor(
    private readonly sql: Sql,
    private readonly sessions: SessionsService,
    private readonly profiles: ProfilesService,
    private readonly roleGraph: RoleGraph,
  ) {}

  /** The principal of a request. @returns null when the session is over, or its account suspended or deleted */
  async find(sessionId: string, userId: string): Promise<Principal | null> {
    const found = await this.select(sessionId, userId);
    return found === null ? null : this.use(found, 'access-token');
  }

  /** The principal of a request with an opaque token of a session of theirs. @returns null when either is over */
  async findByToken(tokenHash: Buffer, userId: string): Promise<Principal | null> {
    const [row] = await this.sql.read<SessionPrincipalRow>(selectByToken, [tokenHash]);
    const found = row?.id === userId ? await this.accept(row) : null;
    return found === null ? null : this.use(found, 'opaque-token');
  }

  /**
   * The principal of a request with the secret of a session.
   * @param audience the face that the secret was presented to
   * @returns null when the text is no secret, or one of another face or of a session that is over
   */
  async findBySecret(secret: string, audience: string): Promise<Principal | null> {
    const hash = hashOfSessionSecret(secret);
    if (hash === null) {
      return null;
    }
    const [row] = await this.sql.read<SessionPrincipalRow>(selectBySecret, [hash, audience]);
    const found = await this.accept(row);
    return found === null ? null : this.use(found, 'session-secret');
  }

  /** Like `find`, for those who only ask: it does not keep the session from becoming idle. */
  async read(sessionId: string, userId: string): Promise<Principal | null> {
    const found = await this.select(sessionId, userId);
    return found === null ? null : principalOf(found, 'access-token');
  }

  private async use(found: Found, credential: Principal['credential']): Promise<Principal> {
    if (found.row.idle_seconds >= LAST_USE_RESOLUTION_SECONDS) {
      await this.sessions.noteUse(found.row.session_id);
      if (credential === 'session-secret' && found.row.profile_id !== null) {
        // Such a session goes on for as long as it is used, so its use is what is left to see of its profile.
        await this.profiles.noteSignIn(found.row.profile_id);
      }
    }
    return principalOf(found, credential);
  }

  private async select(sessionId: string, userId: string): Promise<Found | null> {
    const [row] = await this.sql.read<SessionPrincipalRow>(selectPrincipal, [sessionId]);
    return row?.id === userId ? this.accept(row) : null;
  }

  private async accept(row: SessionPrincipalRow | undefined): Promise<Found | null> {
    if (row === undefined || row.suspended) {
      return null;
    }
    const roleSet = await this.roleGraph.resolve(row.role_keys);
    const { idleSeconds, absoluteSeconds } = lifetimeOf(roleSet.givers.size > 0, row.max_idle_seconds);
    if (row.idle_seconds > idleSeconds || row.age_seconds > absoluteSeconds) {
      return null;
    }
    return { row, roleSet };
  }
}

interface Found {
  row: SessionPrincipalRow;
  roleSet: RoleSet;
}

function principalOf({ row, roleSet }: Found, credential: Principal['credential']): Principal {
  return {
    userId: row.id,
    account: accountWithRoles(row, roleSet.roles),
    credential,
    sessionId: row.session_id,
    apiKeyId: null,
    ...(row.identities !== undefined && { identities: row.identities ?? [] }),
    applicationId: row.application_id,
    profileId: row.profile_id,
    authenticatedAt: row.authenticated_at,
    amr: row.amr,
    provider: row.provider,
    permissions: roleSet.permissions,
    source: { roleSet, grantsVersion: row.grants_version },
  };
}
