import type { Account, ContactInfo } from '../../authorization/account.js';
import type { ApiKeyView } from '../../core/api-keys/api-key.row.js';
import { ADMIN_ROLE_ID } from '../../core/roles/built-in-roles.js';
import type { SecretInput, SecretView } from '../../core/secrets/secrets.service.js';
import type { UserInput } from '../../core/users/user-input.js';
import type { ByteNiteApiKeyDto } from './dto/api-keys.dto.js';
import type { ByteNiteSecretDto, ByteNiteSecretInputDto } from './dto/secrets.dto.js';
import type { UpdateByteNiteUserDto } from './dto/update-user.dto.js';
import type { ByteNiteContactDto, ByteNiteUserDto } from './dto/user.dto.js';

/**
 * An account as `user`; what is not set is an empty text, as protocol buffers have it.
 * @param provider how the caller's session was opened; undefined for a token that was bought with a key
 */
export function userOf(account: Account, provider = 'password'): ByteNiteUserDto {
  const { id, createdAt, lastSignInAt, firstName, lastName, contactInfo } = account;
  const isAdministrator = account.roles.some((role) => role.id === ADMIN_ROLE_ID);
  return {
    id,
    createdAt: instantOf(createdAt),
    lastLogin: lastSignInAt === null ? null : instantOf(lastSignInAt),
    displayName: displayNameOf(account),
    email: account.email ?? '',
    photoUrl: account.pictureUrl ?? '',
    providerId: provider,
    emailVerified: account.emailVerified,
    customClaims: { ...account.customClaims, role: isAdministrator ? 'admin' : 'user' },
    role: isAdministrator ? 'ROLE_ADMIN' : 'ROLE_NONE',
    firstName: firstName ?? '',
    lastName: lastName ?? '',
    contactInfo: contactOf(contactInfo),
  };
}

/** A change of the caller: null counts as left out, an empty text clears. */
export function changeOf({ firstName, lastName, contactInfo }: UpdateByteNiteUserDto): UserInput {
  const members = Object.entries(contactInfo ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return {
    firstName: clearedOf(firstName),
    lastName: clearedOf(lastName),
    ...(members.length > 0 && {
      contactInfo: Object.fromEntries(members.map(([name, value]) => [name, clearedOf(value as string)])),
    }),
  };
}

export function apiKeyOf(key: ApiKeyView & { isRevoked?: boolean }): ByteNiteApiKeyDto {
  return {
    id: key.id,
    name: key.name,
    issuedAt: instantOf(key.createdAt),
    expiresAt: instantOf(key.expiresAt),
    userId: key.userId,
    revoked: key.isRevoked ?? false,
    fingerprint: key.prefix,
  };
}

/** When a key ends that is to live for so many seconds; undefined for as long as keys do. */
export function expiryOf(durationSeconds: number | null | undefined, now: Date): Date | undefined {
  return durationSeconds ? new Date(now.getTime() + durationSeconds * 1_000) : undefined;
}

export function secretOf({ id, type, name, accessKey, expiresAt, params }: SecretView): ByteNiteSecretDto {
  return {
    id,
    secretType: type,
    name: name ?? '',
    accessKey: accessKey ?? '',
    expiresAt: expiresAt === null ? null : instantOf(expiresAt),
    params,
  };
}

export function secretInputOf(secret: ByteNiteSecretInputDto, secretKey: string): SecretInput {
  return {
    secretKey,
    name: clearedOf(secret.name),
    accessKey: clearedOf(secret.accessKey),
    params: secret.params ?? {},
    expiresAt: secret.expiresAt ? new Date(secret.expiresAt) : null,
  };
}

/** RFC 3339 in UTC without zeros at the end of the fraction, as Go writes it. */
export function instantOf(instant: Date): string {
  return instant.toISOString().replace(/\.?0+Z$/, 'Z');
}

function displayNameOf({ displayName, firstName, lastName, username }: Account): string {
  const fullName = [firstName, lastName].filter(Boolean).join(' ');
  return displayName || fullName || username || '';
}

function contactOf(contact: ContactInfo): ByteNiteContactDto {
  return {
    company: contact.company ?? '',
    jobTitle: contact.jobTitle ?? '',
    phoneNumber: contact.phoneNumber ?? '',
    address1: contact.address1 ?? '',
    address2: contact.address2 ?? '',
    city: contact.city ?? '',
    state: contact.state ?? '',
    zip: contact.zip ?? '',
    country: contact.country ?? '',
  };
}

function clearedOf(text: string | null | undefined): string | null | undefined {
  return text === null || text === undefined ? undefined : text === '' ? null : text;
}
