import { createHmac } from 'node:crypto';
import type { Account } from '../../authorization/account.js';
import { SELF_PERMISSIONS } from '../../authorization/permissions.js';
import type { RoleView } from '../../core/roles/role.row.js';
import type { BluebricksCurrentUserDto } from './dto/current-user.dto.js';
import type { BluebricksOrganizationRoleDto } from './dto/organization-role.dto.js';
import type { BluebricksUserSummaryDto } from './dto/user-summary.dto.js';
import type { BluebricksUserDto } from './dto/user.dto.js';

/** What every signed-in person has goes without saying there. */
const UNLISTED: ReadonlySet<string> = new Set(SELF_PERMISSIONS);

/** @param id as Bluebricks writes it, `provider|key` */
export function summaryOf(account: Account, id: string): BluebricksUserSummaryDto {
  const { email, pictureUrl } = account;
  return { id, name: nameOf(account), email: email ?? '', ...given({ picture: pictureUrl }) };
}

export function userOf(account: Account, id: string): BluebricksUserDto {
  const { firstName, lastName, nickname, username, createdAt } = account;
  return {
    ...summaryOf(account, id),
    ...given({ first_name: firstName, last_name: lastName, nickname: nickname ?? username }),
    created_at: createdAt.toISOString(),
  };
}

/**
 * @param permissions what the credential of the request allows
 * @param pylonSecret null leaves the hash out
 */
export function currentUserOf(
  account: Account,
  id: string,
  permissions: ReadonlySet<string>,
  pylonSecret: Buffer | null,
): BluebricksCurrentUserDto {
  const { email } = account;
  return {
    ...userOf(account, id),
    permissions: [...permissions].filter((permission) => !UNLISTED.has(permission)).sort(),
    ...(pylonSecret === null || email === null ? {} : { pylonEmailHash: pylonEmailHash(pylonSecret, email) }),
  };
}

export function organizationRoleOf({ id, name, description }: RoleView): BluebricksOrganizationRoleDto {
  return { id, name, description: description ?? '' };
}

/**
 * Proves to the Pylon chat widget whose address this is.
 * @param secret the bytes that Pylon shows in hex
 * @see https://docs.usepylon.com/pylon-docs/in-app-chat/identity-verification
 */
export function pylonEmailHash(secret: Buffer, email: string): string {
  return createHmac('sha256', secret).update(email).digest('hex');
}

function nameOf({ displayName, firstName, lastName, username, email }: Account): string {
  const fullName = [firstName, lastName].filter(Boolean).join(' ');
  return displayName ?? (fullName === '' ? (username ?? email ?? '') : fullName);
}

/** Members without a value are left out. */
function given(members: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, string] => member[1] !== null),
  );
}
