import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { type KeyGrant, keyGrantsOf } from '../core/api-keys/api-key.row.js';
import { ApiKeysService, LAST_USE_RESOLUTION_SECONDS } from '../core/api-keys/api-keys.service.js';
import type { OpaqueGrant } from '../core/opaque-tokens/opaque-tokens.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { lifetimeOf } from '../core/sessions/session-lifetimes.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { accountWithRoles, type AccountRow } from '../core/users/account.row.js';
import { statement, Sql } from '../database/sql.js';

interface OpaqueTokenRow extends Omit<AccountRow, 'roles'> {
  token_id: string;
  grant_type: OpaqueGrant;
  session_id: string | null;
  application_id: string | null;
  profile_id: string | null;
  amr: string[];
  provider: string | null;
  authenticated_at: Date;
  /** Null for a key that was never used. */
  idle_seconds: number | null;
  age_seconds: number;
  api_key_id: string | null;
  key_permissions: string[] | null;
  key_grants: KeyGrant[] | null;
  role_keys: string | null;
  grants_version: string | null;
}

/** The one statement of every request with an opaque token: token, session or key, state of the account, roles and grants. */
const selectPrincipal = statement(
  'select-opaque-token-principal',
  `SELECT token_id, grant_type, session_id, application_id, profile_id, amr, authenticated_at, idle_seconds, age_seconds,
          api_key_id, key_permissions, key_grants, provider, id, username, email, email_verified, display_name, first_name,
          last_name, nickname, phone, picture_url, contact_info, custom_claims, version, created_at, updated_at,
          last_sign_in_at, suspended, role_keys, grants_version
     FROM opaque_token_principals WHERE token_hash = $1 AND audience = $2`,
);

/** Who an opaque token stands for right now. Read anew for every request, so whatever was revoked is refused at once. */
@Injectable()
export class OpaqueTokenPrincipals {
  constructor(
    private readonly sql: Sql,
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
    private readonly roleGraph: RoleGraph,
  ) {}

  /**
   * @param hash of the token, as `hashOfOpaqueToken` reads it
   * @param audience the face that the token was presented to
   * @returns null when the token is unknown, expired, revoked, of another audience, of a session or key
   * that is over, or of an account that may not sign in
   */
  async find(hash: Buffer, audience: string): Promise<Principal | null> {
    const [row] = await this.sql.read<OpaqueTokenRow>(selectPrincipal, [hash, audience]);
    if (row === undefined || row.suspended) {
      return null;
    }
    const principal = await this.principalOf(row);
    if (principal !== null) {
      await this.noteUse(row);
    }
    return principal;
  }

  private async principalOf(row: OpaqueTokenRow): Promise<Principal | null> {
    const roleSet = await this.roleGraph.resolve(row.role_keys);
    const { idleSeconds, absoluteSeconds } = lifetimeOf(roleSet.givers.size > 0);
    if (row.session_id !== null && (row.idle_seconds! > idleSeconds || row.age_seconds > absoluteSeconds)) {
      return null;
    }
    const { permissions } = roleSet;
    return {
      userId: row.id,
      account: accountWithRoles(row, roleSet.roles),
      credential: 'opaque-token',
      sessionId: row.session_id,
      apiKeyId: row.api_key_id,
      opaqueToken: { id: row.token_id, grant: row.grant_type },
      applicationId: row.application_id,
      profileId: row.profile_id,
      authenticatedAt: row.authenticated_at,
      amr: row.amr,
      provider: row.provider ?? undefined,
      permissions:
        row.key_permissions === null
          ? permissions
          : new Set(row.key_permissions.filter((permission) => permissions.has(permission))),
      // What a key may do is less than what its owner's roles give.
      grantsWithin: keyGrantsOf({ permissions: row.key_permissions, grants: row.key_grants }),
      ...(row.api_key_id === null && { source: { roleSet, grantsVersion: row.grants_version } }),
    };
  }

  private async noteUse({ session_id, api_key_id, idle_seconds }: OpaqueTokenRow): Promise<void> {
    if (idle_seconds !== null && idle_seconds < LAST_USE_RESOLUTION_SECONDS) {
      return;
    }
    if (session_id !== null) {
      await this.sessions.noteUse(session_id);
    } else if (api_key_id !== null) {
      await this.apiKeys.noteUse(api_key_id);
    }
  }
}
