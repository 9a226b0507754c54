import type { AccessRule } from './access.decorators.js';
import { PermissionMissingError, UnauthenticatedError } from './authorization.errors.js';
import type { Principal } from './principal.js';
import { isOwnReference } from './target.js';

/**
 * Whether a caller may use a route at all; pure, and before any look-up, so existing and absent rows answer alike.
 * @param userId the `{userId}` of the path, undefined where there is none
 * @throws UnauthenticatedError, PermissionMissingError
 */
export function assertAccess(
  rule: AccessRule,
  principal: Principal | undefined,
  userId: string | undefined,
): void {
  if (rule.kind === 'public') {
    return;
  }
  if (principal === undefined) {
    throw new UnauthenticatedError(false);
  }
  if (
    rule.kind === 'signed-in' ||
    (rule.kind === 'self-or' && userId !== undefined && isOwnReference(userId, principal))
  ) {
    return;
  }
  for (const permission of rule.permissions) {
    if (!principal.permissions.has(permission)) {
      throw new PermissionMissingError(permission);
    }
  }
}
