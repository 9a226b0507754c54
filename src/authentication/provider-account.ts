import { randomBytes } from 'node:crypto';
import { emailKey } from '../common/normal-form.js';
import type { UserInput } from '../core/users/user-input.js';
import type { ExternalProfile } from './providers/external-profile.js';

const MAX_NAME_LENGTH = 128;
const MAX_PART_LENGTH = 64;
const MAX_URL_LENGTH = 2_048;
const USERNAME_BYTES = 10;

/** The address that a provider told, in the form that accounts are compared by; null when it told none that is one. */
export function emailKeyOf({ email }: ExternalProfile): string | null {
  return email === undefined ? null : emailKey(email);
}

/** The same as the provider wrote it. */
export function emailOf(profile: ExternalProfile): string | null {
  return emailKeyOf(profile) === null ? null : (profile.email ?? null);
}

/** What a provider tells of a person, as far as it fits into an account. */
export function personOf(profile: ExternalProfile): UserInput {
  return {
    displayName: nameOf(profile.name, MAX_NAME_LENGTH),
    firstName: nameOf(profile.givenName, MAX_PART_LENGTH),
    lastName: nameOf(profile.familyName, MAX_PART_LENGTH),
    pictureUrl: pictureOf(profile.pictureUrl),
  };
}

/** A new account for a person; one without an address gets a user name, since an account has one of the two. */
export function newAccountOf(profile: ExternalProfile): UserInput {
  return emailKeyOf(profile) === null
    ? {
        ...personOf(profile),
        username: `${profile.provider}-${randomBytes(USERNAME_BYTES).toString('hex')}`,
      }
    : { ...personOf(profile), email: profile.email, emailVerified: profile.emailVerified };
}

/** Providers hold names to other rules than we do; what strict clients could not send is not stored either. */
function nameOf(text: string | undefined, maxLength: number): string | null {
  const clean = Buffer.from(text ?? '')
    .toString()
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .trim();
  return [...clean].slice(0, maxLength).join('').trim() || null;
}

function pictureOf(url: string | undefined): string | null {
  const isUrl = url !== undefined && url.length <= MAX_URL_LENGTH && URL.canParse(url);
  return isUrl && ['https:', 'http:'].includes(new URL(url).protocol) ? url : null;
}
