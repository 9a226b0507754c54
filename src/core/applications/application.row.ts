import type { PublicProviderSettings } from './provider-settings.js';

/** A row of `applications` with its provider settings, as the driver reads it. */
export interface ApplicationRow {
  id: string;
  name: string;
  name_key: string;
  description: string | null;
  version: number;
  created_at: Date;
  providers: Partial<PublicProviderSettings>;
}

/** An application as plain values, without any secret. */
export interface ApplicationView {
  id: string;
  name: string;
  description: string | null;
  /** Those that are set. */
  providers: Partial<PublicProviderSettings>;
  createdAt: Date;
  /** Grows with every change of the application or its provider settings; its `ETag`. */
  version: number;
}

export function applicationOfRow(row: ApplicationRow): ApplicationView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    providers: row.providers,
    createdAt: row.created_at,
    version: row.version,
  };
}
