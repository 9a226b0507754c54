import { Injectable } from '@nestjs/common';
import { PermissionMissingError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { isOwnReference } from '../../authorization/target.js';
import type { GrantView } from '../roles/grants.js';
import { GrantsService } from '../roles/grants.service.js';
import {
  type CheckResult,
  type EffectivePermission,
  type PermissionCheck,
  PermissionChecksService,
} from '../roles/permission-checks.service.js';
import { UserDirectory } from './user-directory.js';
import { parseUserReference, type UserReference } from './user-reference.js';
import { UserNotFoundError } from './users.errors.js';

/** What accounts may do, for themselves and for the services that ask. */
@Injectable()
export class UserPermissionsService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly checks: PermissionChecksService,
    private readonly grants: GrantsService,
  ) {}

  /** @throws UserNotFoundError */
  async read(
    caller: Principal,
    target: UserReference,
  ): Promise<{ permissions: EffectivePermission[]; grants: GrantView[] }> {
    const { id } = await this.directory.read(caller, target);
    return { permissions: await this.checks.effectiveOf(id), grants: await this.grants.all(id) };
  }

  /**
   * Answers whether an account may do each of these, in order.
   * @param userId an id, `me`, an exact user name or e-mail address; the caller when left out
   * @throws PermissionMissingError for somebody else without `read:users`, whether or not they exist
   * @throws UserNotFoundError
   */
  async check(
    caller: Principal,
    userId: string | undefined,
    checks: readonly PermissionCheck[],
  ): Promise<CheckResult[]> {
    if (userId === undefined || isOwnReference(userId, caller)) {
      return orNotFound(await this.checks.checkOwn(caller, checks));
    }
    if (!caller.permissions.has('read:users')) {
      throw new PermissionMissingError('read:users');
    }
    return orNotFound(await this.checks.check(await this.idOf(userId), checks));
  }

  private async idOf(text: string): Promise<string> {
    const reference = parseUserReference(text);
    return reference !== null && 'id' in reference ? reference.id : (await this.directory.get(reference)).id;
  }
}

function orNotFound(results: CheckResult[] | null): CheckResult[] {
  if (results === null) {
    throw new UserNotFoundError();
  }
  return results;
}
