/** A row of `sessions`, as the driver reads it. */
export interface SessionRow {
  id: string;
  user_id: string;
  application_id: string | null;
  profile_id: string | null;
  client_id: string | null;
  provider: string;
  amr: string[];
  authenticated_at: Date;
  created_at: Date;
  last_used_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  refresh_nonce: Buffer;
  refresh_key_id: string;
  refresh_generation: number;
}

/** A session as plain values; of the refresh token only what it is derived from. */
export interface SessionView {
  id: string;
  userId: string;
  applicationId: string | null;
  profileId: string | null;
  /** The OAuth client that opened it, and alone may renew it. */
  clientId: string | null;
  provider: string;
  amr: string[];
  authenticatedAt: Date;
  createdAt: Date;
  lastUsedAt: Date;
  ipAddress: string | null;
  userAgent: string | null;
  refresh: { nonce: Buffer; keyId: string; generation: number };
}

export function sessionOfRow(row: SessionRow): SessionView {
  return {
    id: row.id,
    userId: row.user_id,
    applicationId: row.application_id,
    profileId: row.profile_id,
    clientId: row.client_id,
    provider: row.provider,
    amr: row.amr,
    authenticatedAt: row.authenticated_at,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    refresh: { nonce: row.refresh_nonce, keyId: row.refresh_key_id, generation: row.refresh_generation },
  };
}
