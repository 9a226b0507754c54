import type { IncomingHttpHeaders } from 'node:http';
import { ownerOfSessionSecret } from '../../core/sessions/session-secret.js';

const ID = /^[0-9a-f]{24}$/i;
const SECRET_HEADERS = ['elements-sessionsecret', 'socialengine-sessionsecret'] as const;
const PROFILE_HEADER = 'elements-profileid';

/** The request headers of this API besides `Authorization`, as browsers may send them. */
export const ELEMENTS_HEADERS = [
  'Elements-SessionSecret',
  'SocialEngine-SessionSecret',
  'Elements-ProfileId',
  'Elements-GlobalSecret',
  'X-HTTP-Method-Override',
] as const;

/** Whether the text is shaped like an id of this API. */
export function isElementsId(text: string): boolean {
  return ID.test(text);
}

/**
 * The session secret of a request: of `Authorization`, alone or after `Bearer` in exactly that case, else of
 * `Elements-SessionSecret` or its older name.
 * @returns undefined when there is none or `Authorization` has a JSON web token, null when what is there is not of a form
 * that this API has
 */
export function findSessionSecret(headers: IncomingHttpHeaders): string | null | undefined {
  const { authorization } = headers;
  if (authorization === undefined) {
    const value = secretHeaderOf(headers);
    return value === undefined ? undefined : (partsOf(value)?.secret ?? null);
  }
  const parts = authorization.split(' ').filter((part) => part !== '');
  const token = parts.length === 2 && parts[0] === 'Bearer' ? parts[1] : parts.length === 1 ? parts[0] : null;
  return token?.includes('.') === true ? undefined : token;
}

/** The profile that a request asks to be made with, in place of the session's; null for none. */
export function findProfileOverride(headers: IncomingHttpHeaders): string | null {
  const own = headers[PROFILE_HEADER];
  if (own !== undefined) {
    return typeof own === 'string' && isElementsId(own.trim()) ? own.trim().toLowerCase() : null;
  }
  return partsOf(secretHeaderOf(headers) ?? '')?.profileId ?? null;
}

function secretHeaderOf(headers: IncomingHttpHeaders): string | undefined {
  const value = SECRET_HEADERS.map((name) => headers[name]).find((one) => one !== undefined);
  return typeof value === 'string' ? value : value?.join(' ');
}

interface SecretParts {
  secret: string;
  profileId: string | null;
}

/** `<secret> [u<user id>] [p<profile id>]`; the user can only be the one whose session it is. */
function partsOf(value: string): SecretParts | null {
  const [secret, ...overrides] = value.split(' ').filter((part) => part !== '');
  if (secret === undefined || overrides.length > 2) {
    return null;
  }
  const found = new Map(overrides.map((part) => [part.slice(0, 1), part.slice(1).toLowerCase()]));
  const isWellFormed = [...found].every(([kind, id]) => (kind === 'u' || kind === 'p') && isElementsId(id));
  const userId = found.get('u');
  const isOwn = userId === undefined || userId === ownerOfSessionSecret(secret);
  return isWellFormed && isOwn && found.size === overrides.length
    ? { secret, profileId: found.get('p') ?? null }
    : null;
}
