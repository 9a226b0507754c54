import { ApiKeyRefusedError } from '../authorization/authorization.errors.js';
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

/**
 * The same where access tokens say what they were given for: one for the password is good for that as long as it lives,
 * one for a refresh token never is.
 * @throws ApiKeyRefusedError, SignInTooOldError
 */
export function assertProvenByPassword(principal: Principal): void {
  if (principal.apiKeyId !== null) {
    throw new ApiKeyRefusedError();
  }
  if (principal.opaqueToken === undefined) {
    assertFreshSignIn(principal);
  } else if (principal.opaqueToken.grant !== 'password') {
    throw new SignInTooOldError(MAX_SIGN_IN_AGE_SECONDS);
  }
}
