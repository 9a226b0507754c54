/** A row of `profiles`, as the driver reads it. */
export interface ProfileRow {
  id: string;
  user_id: string;
  application_id: string;
  display_name: string | null;
  image_url: string | null;
  metadata: Record<string, unknown>;
  version: number;
  last_sign_in_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** How somebody appears within one application, as plain values. */
export interface ProfileView {
  id: string;
  userId: string;
  applicationId: string;
  displayName: string | null;
  imageUrl: string | null;
  metadata: Record<string, unknown>;
  lastSignInAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  /** Grows with every change of it but sign-ins; its `ETag`. */
  version: number;
}

/** What a profile can be given. */
export interface ProfileInput {
  displayName?: string | null;
  imageUrl?: string | null;
  /** At most 16 KiB as JSON. */
  metadata?: Record<string, unknown> | null;
}

export function profileOfRow(row: ProfileRow): ProfileView {
  return {
    id: row.id,
    userId: row.user_id,
    applicationId: row.application_id,
    displayName: row.display_name,
    imageUrl: row.image_url,
    metadata: row.metadata,
    lastSignInAt: row.last_sign_in_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  };
}
