import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { GrantInput, GrantView } from '../roles/grants.js';
import { GrantExistsError, GrantNotFoundError } from '../roles/grants.errors.js';
import { GrantSets } from '../roles/grant-sets.js';
import { GrantsService } from '../roles/grants.service.js';
import { UserDirectory } from './user-directory.js';
import { UserGrantsService } from './user-grants.service.js';
import type { UserReference } from './user-reference.js';
import { UserRolesService } from './user-roles.service.js';

/** Something an account may do: through a role, or on single resources. */
export type Access = { roleId: string } | GrantInput;

/** What an account may do, by roles and grants together, each change in one transaction. */
@Injectable()
export class UserAccessService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly userRoles: UserRolesService,
    private readonly userGrants: UserGrantsService,
    private readonly grants: GrantsService,
    private readonly grantSets: GrantSets,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * An account and what it has: the ids of its roles, and its grants, oldest first.
   * @throws UserNotFoundError
   */
  async read(
    caller: Principal,
    target: UserReference,
  ): Promise<{ account: Account; roleIds: string[]; grants: GrantView[] }> {
    const account = await this.directory.read(caller, target);
    const roleIds = account.roles.map((role) => role.id);
    return { account, roleIds, grants: await this.grantsOf(caller, account.id) };
  }

  /**
   * Gives an account what it may not have yet; what it has already changes nothing.
   * @throws UserNotFoundError, UnknownRoleError, BeyondOwnPermissionsError, WildcardNeedsAdministratorError,
   * TooManyRolesError, TooManyGrantsError
   */
  async ensure(caller: Principal, target: UserReference, access: Access): Promise<void> {
    if ('roleId' in access) {
      await this.userRoles.add(caller, target, [access.roleId]);
      return;
    }
    try {
      await this.userGrants.give(caller, target, access);
    } catch (error) {
      if (!(error instanceof GrantExistsError)) {
        throw error;
      }
    }
  }

  /**
   * Takes every grant on one resource from an account, whatever it allows, and a role with them.
   * @param roleId null for none; one it does not hold changes nothing
   * @throws UserNotFoundError, BeyondOwnPermissionsError, LastAdministratorError, GrantNotFoundError when the account had
   * neither
   */
  async takeOn(
    caller: Principal,
    target: UserReference,
    resource: Pick<GrantInput, 'resourceType' | 'resource'>,
    roleId: string | null = null,
  ): Promise<void> {
    await this.unitOfWork.run(async () => {
      const account = await this.directory.get(target);
      const isHeld = account.roles.some((role) => role.id === roleId);
      if (isHeld && roleId !== null) {
        await this.userRoles.remove(caller, { id: account.id }, roleId);
      }
      const taken = await this.userGrants.takeOn(caller, { id: account.id }, resource);
      if (!isHeld && taken === 0) {
        throw new GrantNotFoundError();
      }
    });
  }

  /** The caller's own by the version that came with the request, which a client that asks often does not read again. */
  private async grantsOf({ userId, source }: Principal, id: string): Promise<GrantView[]> {
    return id === userId && source !== undefined
      ? (await this.grantSets.resolve(id, source.grantsVersion)).all
      : this.grants.all(id);
  }
}
