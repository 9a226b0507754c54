import type { Principal } from '../authorization/principal.js';
import { SignInTooOldError } from './mail-flows/mail-flows.errors.js';

const MAX_SIGN_IN_AGE_SECONDS = 300;
const MS_PER_SECOND = 1_000;

/**
 * For changes of one's own credentials that ask for no old password.
 * @throws SignInTooOldError when the caller proved themselves more than five minutes ago
 */
export function assertFreshSignIn(principal: Principal): void {
  if (Date.now() - principal.authenticatedAt.getTime() > MAX_SIGN_IN_AGE_SECONDS * MS_PER_SECOND) {
    throw new SignInTooOldError(MAX_SIGN_IN_AGE_SECONDS);
  }
}
