import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf } from '../audit/audit.service.js';
import { RoleNotHeldError } from '../roles/roles.errors.js';
import { RolesService } from '../roles/roles.service.js';
import { UserDirectory } from './user-directory.js';
import { UserEvents } from './user-events.js';
import type { UserReference } from './user-reference.js';
import { UsersService } from './users.service.js';

/**
 * Which roles an account has. All methods throw UserNotFoundError, UnknownRoleError, BeyondOwnPermissionsError,
 * LastAdministratorError and TooManyRolesError.
 */
@Injectable()
export class UserRolesService {
  constructor(
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
    private readonly roles: RolesService,
    private readonly events: UserEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Gives an account further roles. */
  async add(principal: Principal, reference: UserReference, roleIds: readonly string[]): Promise<Account> {
    return this.change(principal, reference, roleIds, () => []);
  }

  /** Makes these the roles of an account. */
  async replace(
    principal: Principal,
    reference: UserReference,
    roleIds: readonly string[],
  ): Promise<Account> {
    return this.change(principal, reference, roleIds, (held) =>
      held.filter((roleId) => !roleIds.includes(roleId)),
    );
  }

  /** Takes a role from an account. @throws RoleNotHeldError */
  async remove(principal: Principal, reference: UserReference, roleId: string): Promise<Account> {
    return this.change(principal, reference, [], (held) => {
      if (!held.includes(roleId)) {
        throw new RoleNotHeldError();
      }
      return [roleId];
    });
  }

  private change(
    principal: Principal,
    reference: UserReference,
    given: readonly string[],
    taken: (held: string[]) => string[],
  ): Promise<Account> {
    return this.unitOfWork.run(async () => {
      const { id } = await this.directory.get(reference);
      await this.roles.assertMayAdminister(principal, id);
      const user = await this.users.lock(id);
      const removed = taken(await this.roles.idsOf(id));
      await this.roles.give(principal, id, given);
      await this.roles.take(id, removed);
      await this.roles.assertNotTooMany(id);
      await this.users.save(user);
      await this.events.note('user.roles_changed', actorOf(principal), id, { given, removed });
      return this.directory.get({ id });
    });
  }
}
