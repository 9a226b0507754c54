import { SetMetadata } from '@nestjs/common';
import { metadataReader } from '../common/metadata.js';
import type { Permission } from './permissions.js';

/** What a route asks of its caller. `permissions` of one rule are all needed. */
export type AccessRule =
  | { kind: 'public'; readsCaller: boolean }
  | { kind: 'signed-in' }
  | { kind: 'permissions'; permissions: readonly Permission[] }
  | { kind: 'self-or'; permissions: readonly Permission[] };

export const ACCESS_RULE = 'latchkey:access-rule';
export const accessRuleOf = metadataReader<AccessRule>(ACCESS_RULE);

/**
 * Anyone may call this route.
 * @param readsCaller whether it makes a difference who calls: a credential that is presented must be good then, and the
 * caller is known to the handler
 */
export const Public = ({ readsCaller = false }: { readsCaller?: boolean } = {}) =>
  SetMetadata(ACCESS_RULE, { kind: 'public', readsCaller } satisfies AccessRule);

/** Any signed-in caller, on own rows. */
export const SignedIn = () => SetMetadata(ACCESS_RULE, { kind: 'signed-in' } satisfies AccessRule);

/** Callers that hold all of these permissions. */
export const RequirePermissions = (...permissions: [Permission, ...Permission[]]) =>
  SetMetadata(ACCESS_RULE, { kind: 'permissions', permissions } satisfies AccessRule);

/** For routes with a `{userId}`: the person it names, or callers that hold all of these permissions. */
export const SelfOr = (...permissions: [Permission, ...Permission[]]) =>
  SetMetadata(ACCESS_RULE, { kind: 'self-or', permissions } satisfies AccessRule);
