import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { type KeyGrant, keyGrantsOf } from '../core/api-keys/api-key.row.js';
import { hashOf, prefixOf } from '../core/api-keys/api-key.token.js';
import { ApiKeysService, LAST_USE_RESOLUTION_SECONDS } from '../core/api-keys/api-keys.service.js';
import { RoleGraph } from '../core/roles/role-graph.js';
import { accountWithRoles, KEYED_ACCOUNT_COLUMNS, type KeyedAccountRow } from '../core/users/account.row.js';
import { type Statement, statement, Sql } from '../database/sql.js';

interface ApiKeyPrincipalRow extends KeyedAccountRow {
  api_key_id: string;
  prefix: string;
  secret_hash: Buffer;
  generation: number;
  /** Null once the overlap after a rotation is over. */
  previous_secret_hash: Buffer | null;
  key_permissions: string[] | null;
  key_grants: KeyGrant[] | null;
  key_created_at: Date;
  unused_seconds: number | null;
  remaining_seconds: number;
}

const COLUMNS = `api_key_id, prefix, secret_hash, generation, previous_secret_hash, key_permissions, key_grants, key_created_at,
  unused_seconds, remaining_seconds, ${KEYED_ACCOUNT_COLUMNS}`;

/** The one statement of every request with a key: key, state of its owner's account, and which roles in which version. */
const selectByPrefix = statement(
  'select-api-key-principal',
  `SELECT ${COLUMNS} FROM api_key_principals WHERE prefix = $1`,
);
/** The same for an access token that was made with a key. */
const selectById = statement(
  'select-api-key-principal-by-id',
  `SELECT ${COLUMNS} FROM api_key_principals WHERE api_key_id = $1`,
);
/** The same for an opaque token, as long as that is not over by itself. */
const selectByToken = statement(
  'select-opaque-token-api-key-principal',
  `SELECT ${COLUMNS} FROM api_key_principals
    WHERE api_key_id = (SELECT api_key_id FROM live_opaque_tokens WHERE token_hash = $1)`,
);

/** A key that was just proven, and what a token made with it is bound to. */
export interface ProvenApiKey {
  principal: Principal;
  apiKeyId: string;
  prefix: string;
  /** Which of the key's secrets was presented. */
  generation: number;
  remainingSeconds: number;
}

/** Who a key stands for right now. Read anew for every request, so whatever was revoked is refused at once. */
@Injectable()
export class ApiKeyPrincipals {
  constructor(
    private readonly sql: Sql,
    private readonly apiKeys: ApiKeysService,
    private readonly roleGraph: RoleGraph,
  ) {}

  /** @returns null when it is no key, or one that is wrong, expired, revoked, or of an account that may not sign in */
  async prove(key: string): Promise<ProvenApiKey | null> {
    const prefix = prefixOf(key);
    if (prefix === null) {
      return null;
    }
    const [row] = await this.sql.read<ApiKeyPrincipalRow>(selectByPrefix, [prefix]);
    if (row === undefined) {
      return null;
    }
    const generation = generationOf(row, hashOf(key));
    return generation === null ? null : this.used(row, generation);
  }

  /** The principal of an access token that was made with the secret of this generation; null once that is over. */
  async find(apiKeyId: string, userId: string, generation: number): Promise<Principal | null> {
    const row = await this.select(selectById, apiKeyId, { userId, generation });
    return row === null ? null : ((await this.used(row, generation))?.principal ?? null);
  }

  /** The same for an opaque token; null when it is over itself, too. */
  async findByToken(tokenHash: Buffer, userId: string, generation: number): Promise<Principal | null> {
    const row = await this.select(selectByToken, tokenHash, { userId, generation });
    return row === null ? null : ((await this.used(row, generation))?.principal ?? null);
  }

  /** Like `find`, for those who only ask: it does not count as a use of the key. */
  async read(apiKeyId: string, userId: string, generation: number): Promise<Principal | null> {
    const row = await this.select(selectById, apiKeyId, { userId, generation });
    return row === null || row.suspended ? null : (await this.proven(row, generation)).principal;
  }

  private async select(
    by: Statement,
    value: string | Buffer,
    { userId, generation }: { userId: string; generation: number },
  ): Promise<ApiKeyPrincipalRow | null> {
    const [row] = await this.sql.read<ApiKeyPrincipalRow>(by, [value]);
    const isGood =
      row !== undefined &&
      row.id === userId &&
      (generation === row.generation ||
        (generation === row.generation - 1 && row.previous_secret_hash !== null));
    return isGood ? row : null;
  }

  private async used(row: ApiKeyPrincipalRow, generation: number): Promise<ProvenApiKey | null> {
    if (row.suspended) {
      return null;
    }
    if (row.unused_seconds === null || row.unused_seconds >= LAST_USE_RESOLUTION_SECONDS) {
      await this.apiKeys.noteUse(row.api_key_id);
    }
    return this.proven(row, generation);
  }

  private async proven(row: ApiKeyPrincipalRow, generation: number): Promise<ProvenApiKey> {
    const { roles, permissions } = await this.roleGraph.resolve(row.role_keys);
    const principal: Principal = {
      userId: row.id,
      account: accountWithRoles(row, roles),
      credential: 'api-key',
      sessionId: null,
      apiKeyId: row.api_key_id,
      applicationId: null,
      profileId: null,
      // A key proves nobody's presence: whoever made it did that then.
      authenticatedAt: row.key_created_at,
      amr: [],
      // What the key was given, as far as its owner still holds it.
      permissions:
        row.key_permissions === null
          ? permissions
          : new Set(row.key_permissions.filter((permission) => permissions.has(permission))),
      grantsWithin: keyGrantsOf({ permissions: row.key_permissions, grants: row.key_grants }),
    };
    const { api_key_id: apiKeyId, prefix, remaining_seconds: remainingSeconds } = row;
    return { principal, apiKeyId, prefix, generation, remainingSeconds };
  }
}

/** Which secret of the key this is the hash of: the current one, or the one before while both work. */
function generationOf(row: ApiKeyPrincipalRow, hash: Buffer): number | null {
  if (timingSafeEqual(hash, row.secret_hash)) {
    return row.generation;
  }
  const previous = row.previous_secret_hash;
  return previous !== null && timingSafeEqual(hash, previous) ? row.generation - 1 : null;
}
