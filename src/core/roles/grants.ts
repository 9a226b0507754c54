/** Stands for every verb, every kind of resource or every resource. */
export const WILDCARD = '*';

/** What is allowed on which resource. */
export interface GrantInput {
  type: string;
  resourceType: string;
  resource: string;
}

/** A grant as it is stored. */
export interface GrantView extends GrantInput {
  id: string;
  createdAt: Date;
}

/** A row of `grants`, as the driver reads it. */
export interface GrantRow {
  id: string;
  type: string;
  resource_type: string;
  resource: string;
  created_at: Date;
}

export function grantOfRow(row: GrantRow): GrantView {
  return {
    id: row.id,
    type: row.type,
    resourceType: row.resource_type,
    resource: row.resource,
    createdAt: row.created_at,
  };
}

export function hasWildcard({ type, resourceType, resource }: GrantInput): boolean {
  return type === WILDCARD || resourceType === WILDCARD || resource === WILDCARD;
}

/** A grant in one line, for messages: `read:document/42`. */
export function grantText({ type, resourceType, resource }: GrantInput): string {
  return `${type}:${resourceType}/${resource}`;
}
