/** What a key may do on one resource, as far as its owner may. */
export interface KeyGrant {
  type: string;
  resourceType: string;
  resource: string;
}

/** A row of `api_keys`, as the driver reads it; never its hashes. */
export interface ApiKeyRow {
  id: string;
  user_id: string;
  name: string;
  prefix: string;
  permissions: string[] | null;
  grants: KeyGrant[] | null;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

export const API_KEY_COLUMNS =
  'id, user_id, name, prefix, permissions, grants, created_at, expires_at, last_used_at';

/** An API key as plain values, without its secret. */
export interface ApiKeyView {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  /** Null for whatever the owner may do. */
  permissions: string[] | null;
  /** What it is limited to on single resources, see `keyGrantsOf`. */
  grants: KeyGrant[] | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

/**
 * What a key may do on single resources, as far as its owner may: what it names, and nothing when it names permissions only.
 * @returns null for whatever the owner may do
 */
export function keyGrantsOf({
  permissions,
  grants,
}: Pick<ApiKeyView, 'permissions' | 'grants'>): KeyGrant[] | null {
  return grants ?? (permissions === null ? null : []);
}

export function apiKeyOfRow(row: ApiKeyRow): ApiKeyView {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions,
    grants: row.grants,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
