import type { ContactInfo } from '../../authorization/account.js';
import { emailKey, foldCase, usernameKey } from '../../common/normal-form.js';
import type { User } from './user.entity.js';
import type { UserInput } from './user-input.js';
import { BadEmailError, BadUsernameError, NameNeededError } from './users.errors.js';
import { normalPhone } from './phone.js';

const PLAIN_MEMBERS = [
  'displayName',
  'firstName',
  'lastName',
  'nickname',
  'pictureUrl',
  'customClaims',
] as const;

/**
 * Writes the given members into the row, each in its normal form, and keeps what is derived from them in step.
 * @throws BadEmailError, BadUsernameError, NameNeededError
 */
export async function applyInput(user: User, input: UserInput): Promise<void> {
  if (input.email !== undefined) {
    setEmail(user, input.email);
  }
  if (input.emailVerified !== undefined) {
    user.emailVerified = input.emailVerified;
  }
  if (input.username !== undefined) {
    setUsername(user, input.username);
  }
  if (input.phone !== undefined) {
    user.phone = input.phone === null ? null : await normalPhone(input.phone);
  }
  if (input.contactInfo !== undefined) {
    user.contactInfo =
      input.contactInfo === null ? {} : mergeContactInfo(user.contactInfo, input.contactInfo);
  }
  for (const member of PLAIN_MEMBERS) {
    if (input[member] !== undefined) {
      Object.assign(user, { [member]: input[member] });
    }
  }
  if (user.email === null && user.username === null) {
    throw new NameNeededError();
  }
  user.searchText = searchTextOf(user);
}

function setEmail(user: User, email: string | null): void {
  const key = email === null ? null : emailKey(email);
  if (email !== null && key === null) {
    throw new BadEmailError();
  }
  user.emailVerified = user.emailVerified && key === user.emailKey;
  user.email = email === null ? null : email.trim();
  user.emailKey = key;
}

function setUsername(user: User, username: string | null): void {
  const key = username === null ? null : usernameKey(username);
  if (username !== null && key === null) {
    throw new BadUsernameError();
  }
  user.username = username;
  user.usernameKey = key;
}

function mergeContactInfo(
  stored: Record<string, string | null>,
  given: Partial<ContactInfo>,
): Record<string, string | null> {
  const merged = { ...stored, ...given };
  return Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Begins with a blank, so that every word in it follows one. */
function searchTextOf(user: User): string {
  const parts = [
    user.username,
    user.emailKey,
    user.displayName,
    user.firstName,
    user.lastName,
    user.nickname,
  ];
  return ` ${foldCase(parts.filter((part) => part !== null).join(' '))}`;
}
