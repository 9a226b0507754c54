import type { Account, ContactInfo } from '../../authorization/account.js';

/** A row of the view `accounts`, as the driver reads it. */
export interface AccountRow {
  id: string;
  username: string | null;
  email: string | null;
  email_verified: boolean;
  display_name: string | null;
  first_name: string | null;
  last_name: string | null;
  nickname: string | null;
  phone: string | null;
  picture_url: string | null;
  contact_info: Partial<ContactInfo>;
  custom_claims: Record<string, unknown>;
  version: number;
  created_at: Date;
  updated_at: Date;
  last_sign_in_at: Date | null;
  suspended: boolean;
  roles: { id: string; name: string; permissions: string[] }[] | null;
}

/** The same for who reads which roles an account holds in which version, and what these are from `RoleGraph`. */
export interface KeyedAccountRow extends Omit<AccountRow, 'roles'> {
  role_keys: string | null;
  grants_version: string | null;
}

export const KEYED_ACCOUNT_COLUMNS = `id, username, email, email_verified, display_name, first_name, last_name, nickname,
  phone, picture_url, contact_info, custom_claims, version, created_at, updated_at, last_sign_in_at, suspended, role_keys,
  grants_version`;

/** The account a row of the view stands for. */
export function accountOfRow(row: AccountRow): Account {
  return accountWithRoles(row, row.roles ?? []);
}

/** The same for a row that was read without its roles. */
export function accountWithRoles(
  row: Omit<AccountRow, 'roles'>,
  roles: readonly { id: string; name: string }[],
): Account {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    emailVerified: row.email_verified,
    displayName: row.display_name,
    firstName: row.first_name,
    lastName: row.last_name,
    nickname: row.nickname,
    phone: row.phone,
    pictureUrl: row.picture_url,
    status: row.suspended ? 'suspended' : 'active',
    contactInfo: contactInfoOf(row.contact_info),
    customClaims: row.custom_claims,
    roles: roles.map(({ id, name }) => ({ id, name })),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastSignInAt: row.last_sign_in_at,
    version: row.version,
  };
}

function contactInfoOf(stored: Partial<ContactInfo>): ContactInfo {
  return {
    company: stored.company ?? null,
    jobTitle: stored.jobTitle ?? null,
    phoneNumber: stored.phoneNumber ?? null,
    address1: stored.address1 ?? null,
    address2: stored.address2 ?? null,
    city: stored.city ?? null,
    state: stored.state ?? null,
    zip: stored.zip ?? null,
    country: stored.country ?? null,
  };
}
