/** A row of `roles`, as the driver reads it. */
export interface RoleRow {
  id: string;
  name: string;
  name_key: string;
  description: string | null;
  permissions: string[];
  built_in: boolean;
  version: number;
  created_at: Date;
}

/** A role as plain values. */
export interface RoleView {
  id: string;
  name: string;
  description: string | null;
  permissions: string[];
  builtIn: boolean;
  createdAt: Date;
  /** Grows with every change; the `ETag` of the role. */
  version: number;
}

export function roleOfRow(row: RoleRow): RoleView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: row.permissions,
    builtIn: row.built_in,
    createdAt: row.created_at,
    version: row.version,
  };
}
