import { type Permission, ROLE_PERMISSIONS, SELF_PERMISSIONS } from '../../authorization/permissions.js';
import type { Principal } from '../../authorization/principal.js';
import { type ApiKeyView, keyGrantsOf } from '../../core/api-keys/api-key.row.js';
import type { ApiKeyInput, ShownApiKey } from '../../core/api-keys/api-keys.service.js';
import { partsOf } from '../../core/api-keys/api-key.token.js';
import { ADMIN_ROLE_ID, USER_ROLE_ID } from '../../core/roles/built-in-roles.js';
import { type GrantInput, WILDCARD } from '../../core/roles/grants.js';
import type { Access } from '../../core/users/user-access.service.js';
import type { CreateUserInput } from '../../core/users/user-input.js';
import { parseUserReference, type UserReference } from '../../core/users/user-reference.js';
import type { AccountName } from '../../core/users/users.repository.js';
import { InvalidDurationError, InvalidPermissionError } from './antfly.errors.js';
import type { AntflyApiKeyDto } from './dto/api-key.dto.js';
import type { AntflyCreateApiKeyDto } from './dto/create-api-key.dto.js';
import type { AntflyCreateUserDto } from './dto/create-user.dto.js';
import type { AntflyCreatedApiKeyDto } from './dto/created-api-key.dto.js';
import type { AntflyPermissionDto } from './dto/permission.dto.js';
import { parseGoDuration } from './go-duration.js';

const RESOURCE_TYPES: readonly string[] = ['table', 'user', WILDCARD];
const TYPES: readonly string[] = ['read', 'write', 'admin'];
/** What a key needs so that it can ask whose it is. */
const READ_SELF: readonly Permission[] = ['read:self'];

/** What an account has, as far as Antfly has words for it. */
export interface HeldAccess {
  roleIds: readonly string[];
  grants: readonly GrantInput[];
}

/** An account by the name that a path has; ids are not names. */
export function referenceOf(name: string): UserReference {
  const reference = parseUserReference(name);
  return reference !== null && 'id' in reference ? null : reference;
}

/** What an account is called: its user name, or its e-mail address when it has none. */
export function usernameOf({ username, email }: AccountName): string {
  return username ?? email ?? '';
}

/** Role `admin` is everything on everything; grants are what they say. Those that Antfly has no word for are left out. */
export function permissionsOf({ roleIds, grants }: HeldAccess): AntflyPermissionDto[] {
  const byRole = roleIds.includes(ADMIN_ROLE_ID)
    ? TYPES.map((type) => ({ type, resourceType: WILDCARD, resource: WILDCARD }))
    : [];
  const known = [...byRole, ...grants].filter(
    ({ type, resourceType }) => TYPES.includes(type) && RESOURCE_TYPES.includes(resourceType),
  );
  return distinct(
    known.map(({ type, resourceType, resource }) => ({ resource, resource_type: resourceType, type })),
  );
}

/** What the credential of a request allows of that: a key may be limited to a part. */
export function callersPermissionsOf(caller: Principal, held: HeldAccess): AntflyPermissionDto[] {
  return caller.apiKeyId === null
    ? permissionsOf(held)
    : limited(held, caller.grantsWithin ?? null, holdsEverything(caller.permissions));
}

/** What a key allows of what its owner has. */
export function keyPermissionsOf(key: ApiKeyView, owner: HeldAccess): AntflyPermissionDto[] {
  return limited(owner, keyGrantsOf(key), holdsEverything(new Set(key.permissions)));
}

function limited(
  { roleIds, grants }: HeldAccess,
  within: readonly GrantInput[] | null,
  mayEverything: boolean,
): AntflyPermissionDto[] {
  if (within === null) {
    return permissionsOf({ roleIds, grants });
  }
  if (within.length === 0) {
    return permissionsOf({ roleIds: mayEverything ? roleIds : [], grants: [] });
  }
  const owned = permissionsOf({ roleIds, grants });
  return permissionsOf({ roleIds: [], grants: within }).filter((permission) =>
    owned.some((policy) => covers(policy, permission)),
  );
}

function holdsEverything(permissions: ReadonlySet<string>): boolean {
  return ROLE_PERMISSIONS.every((permission) => permissions.has(permission));
}

/** As Antfly compares: each word the same, or `*` in the policy; `admin` is no more than `admin`. */
function covers(policy: AntflyPermissionDto, permission: AntflyPermissionDto): boolean {
  return (
    policy.type === permission.type &&
    (policy.resource === WILDCARD || policy.resource === permission.resource) &&
    (policy.resource_type === WILDCARD || policy.resource_type === permission.resource_type)
  );
}

/** @throws InvalidPermissionError */
export function grantOf({ resource, resource_type: resourceType, type }: AntflyPermissionDto): GrantInput {
  if (!RESOURCE_TYPES.includes(resourceType)) {
    throw new InvalidPermissionError(`Invalid resource_type: ${resourceType}`);
  }
  if (!TYPES.includes(type)) {
    throw new InvalidPermissionError(`Invalid permission_type: ${type}`);
  }
  return { type, resourceType, resource };
}

/**
 * To administer everything is role `admin`; everything else is a grant.
 * @throws InvalidPermissionError
 */
export function accessOf(permission: AntflyPermissionDto): Access {
  const grant = grantOf(permission);
  return isAdministration(grant) ? { roleId: ADMIN_ROLE_ID } : grant;
}

/** The role that goes with all permissions on a resource. */
export function roleOn({ resourceType, resource }: Omit<GrantInput, 'type'>): string | null {
  return resourceType === WILDCARD && resource === WILDCARD ? ADMIN_ROLE_ID : null;
}

function isAdministration({ type, resourceType, resource }: GrantInput): boolean {
  return type === 'admin' && resourceType === WILDCARD && resource === WILDCARD;
}

/** @throws InvalidPermissionError */
export function newUserOf(
  username: string,
  { password, initial_policies }: AntflyCreateUserDto,
): CreateUserInput {
  const policies = distinct(initial_policies ?? []).map(accessOf);
  return {
    username,
    password,
    roles: [USER_ROLE_ID, ...policies.flatMap((access) => ('roleId' in access ? [access.roleId] : []))],
    grants: policies.flatMap((access) => ('roleId' in access ? [] : [access])),
  };
}

/**
 * Without permissions a key may do whatever its owner may; with them, those and to ask whose it is.
 * @param now in milliseconds
 * @throws InvalidPermissionError, InvalidDurationError
 */
export function newKeyOf({ name, expires_in, permissions }: AntflyCreateApiKeyDto, now: number): ApiKeyInput {
  const lifetimeMs = expires_in == null ? undefined : parseGoDuration(expires_in);
  if (lifetimeMs === null) {
    throw new InvalidDurationError();
  }
  const grants = permissions == null ? null : distinct(permissions).map(grantOf);
  const isUnlimited = grants?.some(isAdministration) === true;
  return {
    name,
    permissions:
      grants === null ? null : isUnlimited ? [...ROLE_PERMISSIONS, ...SELF_PERMISSIONS] : READ_SELF,
    grants,
    ...(lifetimeMs === undefined ? {} : { expiresAt: new Date(now + lifetimeMs) }),
  };
}

/** Each once, where it stands first. */
function distinct(permissions: readonly AntflyPermissionDto[]): AntflyPermissionDto[] {
  const seen = new Set<string>();
  return permissions.filter(({ resource, resource_type, type }) => {
    const text = JSON.stringify([resource, resource_type, type]);
    return !seen.has(text) && seen.add(text);
  });
}

export function apiKeyOf(apiKey: ApiKeyView, username: string, owner: HeldAccess): AntflyApiKeyDto {
  return {
    key_id: apiKey.prefix,
    name: apiKey.name,
    username,
    permissions: keyPermissionsOf(apiKey, owner),
    created_at: apiKey.createdAt.toISOString(),
    expires_at: apiKey.expiresAt.toISOString(),
  };
}

export function createdApiKeyOf(
  { apiKey, key }: ShownApiKey,
  username: string,
  owner: HeldAccess,
): AntflyCreatedApiKeyDto {
  const { prefix, rest } = partsOf(key);
  return {
    ...apiKeyOf(apiKey, username, owner),
    key_secret: rest,
    encoded: Buffer.from(`${prefix}:${rest}`).toString('base64'),
  };
}

const SALT_BYTES = 16;

/**
 * What Antfly shows as the hash of a password: of the same look, made of the mark of the password, which says nothing of
 * it.
 * @param mark 48 bytes; null for an account without a password
 */
export function passwordHashOf(mark: Buffer | null): string {
  if (mark === null) {
    return '';
  }
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  const encoded = `$argon2id$v=19$m=19456,t=2,p=1$${base64(mark.subarray(0, SALT_BYTES))}$${base64(mark.subarray(SALT_BYTES))}`;
  return Buffer.from(encoded).toString('base64');
}
