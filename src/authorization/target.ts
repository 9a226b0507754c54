import { emailKey, usernameKey } from '../common/normal-form.js';
import type { Principal } from './principal.js';

/** Whether a `{userId}` of a path names the caller: `me`, or the caller's own id, user name or e-mail address. */
export function isOwnReference(text: string, principal: Principal): boolean {
  const { username, email } = principal.account;
  return (
    text === 'me' ||
    text.toLowerCase() === principal.userId ||
    (username !== null && usernameKey(text) !== null && usernameKey(text) === usernameKey(username)) ||
    (email !== null && emailKey(text) !== null && emailKey(text) === emailKey(email))
  );
}
