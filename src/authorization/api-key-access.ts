import { SetMetadata } from '@nestjs/common';
import { metadataReader } from '../common/metadata.js';
import type { AccessRule } from './access.decorators.js';
import { ApiKeyRefusedError, PermissionMissingError } from './authorization.errors.js';
import type { Permission } from './permissions.js';
import type { Principal } from './principal.js';
import { isOwnReference } from './target.js';

export const NOT_WITH_API_KEY = 'latchkey:not-with-api-key';
export const isClosedToKeys = metadataReader<boolean>(NOT_WITH_API_KEY);

/** For routes that make, change or link credentials: an API key may not call them, whatever its permissions. */
export const NotWithApiKey = () => SetMetadata(NOT_WITH_API_KEY, true);

export const ONLY_READS = 'latchkey:only-reads';
export const onlyReads = metadataReader<boolean>(ONLY_READS);

/** For routes that are asked by POST and change nothing: `read:self` is enough for an API key. */
export const OnlyReads = () => SetMetadata(ONLY_READS, true);

/** What a key needs besides the route's own rule, for the rows of its owner. */
export function selfPermissionFor(method: string, onlyReads: boolean): Permission {
  return onlyReads || method === 'GET' || method === 'HEAD' ? 'read:self' : 'update:self';
}

/** What an API key asks to do on the rows of its owner. */
export interface KeyUse {
  method: string;
  /** The `{userId}` of the path, undefined where there is none. */
  userId: string | undefined;
  /** Whether the route changes nothing, whatever its method. */
  onlyReads: boolean;
  /** Whether the route is closed to API keys. */
  isClosedToKeys: boolean;
}

/**
 * What holds for API keys, and tokens made with one, besides the route's own rule: own rows need `read:self` or
 * `update:self`, which a person always has. Says nothing about other callers.
 * @throws ApiKeyRefusedError, PermissionMissingError
 */
export function assertKeyAccess(
  rule: AccessRule,
  principal: Principal,
  { method, userId, onlyReads, isClosedToKeys }: KeyUse,
): void {
  if (principal.apiKeyId === null || rule.kind === 'public') {
    return;
  }
  if (isClosedToKeys) {
    throw new ApiKeyRefusedError();
  }
  const isOnOwnRows =
    rule.kind === 'signed-in' ||
    (rule.kind === 'self-or' &&
      userId !== undefined &&
      isOwnReference(userId, principal) &&
      !rule.permissions.every((permission) => principal.permissions.has(permission)));
  const needed = selfPermissionFor(method, onlyReads);
  if (isOnOwnRows && !principal.permissions.has(needed)) {
    throw new PermissionMissingError(needed);
  }
}
