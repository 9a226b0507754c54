import { ApiKeyRefusedError } from '../authorization/authorization.errors.js';
import type { Principal } from '../authorization/principal.js';
import { DomainError } from '../common/errors.js';

const MAX_AGE_SECONDS = 300;
const MS_PER_SECOND = 1_000;

/** What this changes needs somebody who proved themselves a moment ago. */
export class SignInTooOldError extends DomainError {
  constructor(maxAgeSeconds = MAX_AGE_SECONDS) {
    super(
      'forbidden',
      'authentication.sign_in_too_old',
      `This needs a sign-in of the last ${maxAgeSeconds / 60} minutes. Sign in again and repeat.`,
      { details: { maxAgeSeconds } },
    );
  }
}

/**
 * Credentials of an account are changed by somebody who proved themselves a moment ago, not by whoever finds a device.
 * @throws SignInTooOldError
 */
export function assertFreshSignIn({ authenticatedAt }: Principal): void {
  if (Date.now() - authenticatedAt.getTime() > MAX_AGE_SECONDS * MS_PER_SECOND) {
    throw new SignInTooOldError();
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
    throw new SignInTooOldError();
  }
}
