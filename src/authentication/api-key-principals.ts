import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../authorization/principal.js';
import { SELF_PERMISSIONS } from '../authorization/permissions.js';
import { type KeyGrant, keyGrantsOf } from '../core/api-keys/api-key.row.js';
import { hashOf, prefixOf } from '../core/api-keys/api-key.token.js';
import { ApiKeysService, LAST_USE_RESOLUTION_SECONDS } from '../core/api-keys/api-keys.service.js';
import { accountOfRow, type AccountRow, permissionsOfRow } from '../core/users/account.row.js';
import { statement, Sql } from '../database/sql.js';

interface ApiKeyPrincipalRow extends AccountRow {
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

/** The one statement of every request with a key: key, state of its owner's account, roles and permissions. */
const selectByPrefix = statement(
  'select-api-key-principal',
  'SELECT * FROM api_key_principals WHERE prefix = $1',
);
/** The same for a token that was made with a key. */
const selectById = statement(
  'select-api-key-principal-by-id',
  'SELECT * FROM api_key_principals WHERE api_key_id = $1',
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

  /** The principal of a token that was made with the secret of this generation; null once that is over. */
  async find(apiKeyId: string, userId: string, generation: number): Promise<Principal | null> {
    const row = await this.select(apiKeyId, userId, generation);
    return row === null ? null : ((await this.used(row, generation))?.principal ?? null);
  }

  /** Like `find`, for those who only ask: it does not count as a use of the key. */
  async read(apiKeyId: string, userId: string, generation: number): Promise<Principal | null> {
    const row = await this.select(apiKeyId, userId, generation);
    return row === null || row.suspended ? null : proven(row, generation).principal;
  }

  private async select(
    apiKeyId: string,
    userId: string,
    generation: number,
  ): Promise<ApiKeyPrincipalRow | null> {
    const [row] = await this.sql.read<ApiKeyPrincipalRow>(selectById, [apiKeyId]);
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
    return proven(row, generation);
  }
}

function proven(row: ApiKeyPrincipalRow, generation: number): ProvenApiKey {
  const principal: Principal = {
    userId: row.id,
    account: accountOfRow(row),
    credential: 'api-key',
    sessionId: null,
    apiKeyId: row.api_key_id,
    applicationId: null,
    profileId: null,
    // A key proves nobody's presence: whoever made it did that then.
    authenticatedAt: row.key_created_at,
    amr: [],
    permissions: permissionsOf(row),
    grantsWithin: keyGrantsOf({ permissions: row.key_permissions, grants: row.key_grants }),
  };
  const { api_key_id: apiKeyId, prefix, remaining_seconds: remainingSeconds } = row;
  return { principal, apiKeyId, prefix, generation, remainingSeconds };
}

/** Which secret of the key this is the hash of: the current one, or the one before while both work. */
function generationOf(row: ApiKeyPrincipalRow, hash: Buffer): number | null {
  if (timingSafeEqual(hash, row.secret_hash)) {
    return row.generation;
  }
  const previous = row.previous_secret_hash;
  return previous !== null && timingSafeEqual(hash, previous) ? row.generation - 1 : null;
}

/** What the key was given, as far as its owner still holds it. */
function permissionsOf(row: ApiKeyPrincipalRow): ReadonlySet<string> {
  const held = new Set<string>([...permissionsOfRow(row), ...SELF_PERMISSIONS]);
  return row.key_permissions === null
    ? held
    : new Set(row.key_permissions.filter((permission) => held.has(permission)));
}
