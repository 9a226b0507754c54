import type { Account } from '../../authorization/account.js';
import { ROLE_PERMISSIONS } from '../../authorization/permissions.js';
import type { Principal } from '../../authorization/principal.js';
import { emailKey } from '../../common/normal-form.js';
import type { ApplicationView } from '../../core/applications/application.row.js';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import type { IdentityView } from '../../core/identities/identity.row.js';
import type { ProfileView } from '../../core/profiles/profile.row.js';
import { ADMIN_ROLE_ID, USER_ROLE_ID } from '../../core/roles/built-in-roles.js';
import type { OwnAccountInput } from '../../core/users/own-account.service.js';
import type { CountedSlice } from '../../database/counted-slice.js';
import { ElementsParameterError } from './elements.errors.js';
import type { ElementsApplicationDto } from './dto/application.dto.js';
import type { ElementsLevel } from './dto/fields.js';
import type { ElementsProfileDto } from './dto/profile.dto.js';
import type { ElementsPageQueryDto } from './dto/queries.dto.js';
import type { ElementsUserDto, ElementsUserMembersDto } from './dto/user.dto.js';
import type { ElementsUpdateUserDto } from './dto/user-requests.dto.js';

const DEFAULT_COUNT = 20;
const MAX_COUNT = 100;
const MAX_OFFSET = 10_000;

type Identity = Pick<IdentityView, 'provider' | 'subject'>;

/** Whether the credential of a request allows everything that a superuser may. */
export function isSuperuser({ permissions }: Principal): boolean {
  return ROLE_PERMISSIONS.every((permission) => permissions.has(permission));
}

export function levelOf({ roles }: Pick<Account, 'roles'>): ElementsLevel {
  if (roles.some(({ id }) => id === ADMIN_ROLE_ID)) {
    return 'SUPERUSER';
  }
  return roles.length === 0 ? 'UNPRIVILEGED' : 'USER';
}

/** The roles that make somebody of this level; those that say nothing of it are kept. */
export function rolesOf(level: ElementsLevel, held: readonly { id: string }[] = []): string[] {
  if (level === 'UNPRIVILEGED') {
    return [];
  }
  const others = held.map(({ id }) => id).filter((id) => id !== ADMIN_ROLE_ID && id !== USER_ROLE_ID);
  return [USER_ROLE_ID, ...(level === 'SUPERUSER' ? [ADMIN_ROLE_ID] : []), ...others];
}

/** What an account is called: its user name, or its e-mail address when it has none. */
export function nameOf({ username, email }: Pick<Account, 'username' | 'email'>): string {
  return username ?? email ?? '';
}

/** @param id as Elements writes it */
export function memberOf(
  account: Account,
  id: string,
  identities: readonly Identity[],
): ElementsUserMembersDto {
  return {
    id,
    name: nameOf(account),
    firstName: account.firstName,
    lastName: account.lastName,
    email: account.email,
    primaryPhoneNb: account.phone,
    level: levelOf(account),
    active: account.status === 'active',
    facebookId: subjectAt('facebook', identities),
    firebaseId: subjectAt('firebase', identities),
    appleSignInId: subjectAt('apple', identities),
  };
}

export function userOf(account: Account, id: string, identities: readonly Identity[]): ElementsUserDto {
  return {
    ...memberOf(account, id, identities),
    googleSignInId: subjectAt('google', identities),
    externalUserId: null,
  };
}

function subjectAt(provider: ProviderName, identities: readonly Identity[]): string | null {
  return identities.find((one) => one.provider === provider)?.subject ?? null;
}

/** Whoever calls without a session. */
export function nobody(): ElementsUserDto {
  return {
    id: null,
    name: '',
    firstName: null,
    lastName: null,
    email: '',
    primaryPhoneNb: '',
    level: 'UNPRIVILEGED',
    active: false,
    facebookId: null,
    firebaseId: null,
    appleSignInId: null,
    googleSignInId: null,
    externalUserId: null,
  };
}

/** @param id as Elements writes it */
export function applicationOf({ name, description }: ApplicationView, id: string): ElementsApplicationDto {
  return {
    id,
    name,
    description,
    scriptRepoUrl: null,
    httpDocumentationUrl: null,
    httpDocumentationUiUrl: null,
    httpTunnelEndpointUrl: null,
    attributes: null,
    applicationConfiguration: null,
  };
}

/** @param id as Elements writes it */
export function profileOf(
  { imageUrl, displayName, metadata, lastSignInAt }: ProfileView,
  id: string,
  user: ElementsUserDto | null,
  application: ElementsApplicationDto | null,
): ElementsProfileDto {
  return {
    id,
    user,
    application,
    imageUrl,
    imageObject: null,
    displayName,
    metadata,
    lastLogin: lastSignInAt?.getTime() ?? 0,
  };
}

/**
 * What a change says of the members that everybody changes of themselves. A name that is the address, or what is shown
 * for want of a user name, is none.
 */
export function changeOf(account: Account, body: ElementsUpdateUserDto): OwnAccountInput {
  const [name, email] = [body.name.trim(), body.email.trim()];
  const isAddress = emailKey(name) !== null && emailKey(name) === emailKey(email);
  return {
    ...(name !== nameOf(account) && { username: isAddress ? null : name }),
    ...(email !== account.email && { email }),
    ...(body.primaryPhoneNb != null && { phone: body.primaryPhoneNb }),
    ...(body.firstName != null && { firstName: body.firstName }),
    ...(body.lastName != null && { lastName: body.lastName }),
  };
}

/** Which part of a list is asked for. @throws ElementsParameterError */
export function placeOf({ offset, count }: ElementsPageQueryDto): { offset: number; limit: number } {
  const place = { offset: wholeOf('Offset', offset, 0), limit: wholeOf('Count', count, DEFAULT_COUNT) };
  if (place.offset > MAX_OFFSET) {
    throw new ElementsParameterError(`Offset must be at most ${MAX_OFFSET}.`);
  }
  return { ...place, limit: Math.min(place.limit, MAX_COUNT) };
}

/** An instant in milliseconds since 1970. @throws ElementsParameterError */
export function instantOf(name: string, text: string | undefined): Date | undefined {
  return text === undefined || text === '' ? undefined : new Date(wholeOf(name, text, 0));
}

/** @param name how its fault begins */
function wholeOf(name: string, text: string | undefined, usual: number): number {
  if (text === undefined || text === '') {
    return usual;
  }
  if (/^-\d{1,15}$/.test(text)) {
    throw new ElementsParameterError(`${name} must have positive value.`);
  }
  if (!/^\d{1,15}$/.test(text)) {
    throw new ElementsParameterError(`${name} must be a whole number.`);
  }
  return Number(text);
}

export function pageOf<Row, T>(
  { total, isEstimate }: CountedSlice<Row>,
  offset: number,
  objects: T[],
): { offset: number; total: number; approximation: boolean; objects: T[] } {
  return { offset, total, approximation: isEstimate, objects };
}

/** The merge patch (RFC 7396) that makes `after` of `before`. */
export function replacingPatch(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const removed = Object.keys(before).filter((member) => !(member in after));
  const members = Object.entries(after).map(([member, value]): [string, unknown] => {
    const known = before[member];
    return [member, isObject(value) && isObject(known) ? replacingPatch(known, value) : value];
  });
  return Object.fromEntries([...removed.map((member): [string, unknown] => [member, null]), ...members]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
