import { isUuid } from '../../common/ids.js';
import { emailKey, usernameKey } from '../../common/normal-form.js';

/** Which account a `{userId}` of a path names. The three kinds never overlap. */
export type UserReference = { id: string } | { email: string } | { username: string } | null;

/** @param text an id, an exact user name or an exact e-mail address; null when it can be none of them */
export function parseUserReference(text: string): UserReference {
  if (isUuid(text)) {
    return { id: text.toLowerCase() };
  }
  if (text.includes('@')) {
    const email = emailKey(text);
    return email === null ? null : { email };
  }
  const username = usernameKey(text);
  return username === null ? null : { username };
}
