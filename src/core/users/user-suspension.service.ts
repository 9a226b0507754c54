import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf } from '../audit/audit.service.js';
import { RolesService } from '../roles/roles.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserDirectory } from './user-directory.js';
import { UserEvents } from './user-events.js';
import type { UserReference } from './user-reference.js';
import { UsersService } from './users.service.js';

/** Keeps accounts from signing in and from everything they are signed in to, from the next request on. */
@Injectable()
export class UserSuspensionService {
  constructor(
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
    private readonly roles: RolesService,
    private readonly sessions: SessionsService,
    private readonly events: UserEvents,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Suspends an account and ends its sessions.
   * @param until null for until it is reinstated
   * @throws UserNotFoundError, LastAdministratorError, BeyondOwnPermissionsError
   */
  async suspend(
    principal: Principal,
    reference: UserReference,
    reason: string,
    until: Date | null,
  ): Promise<Account> {
    return this.unitOfWork.run(async () => {
      const { id } = await this.directory.get(reference);
      await this.roles.assertMayAdminister(principal, id);
      await this.roles.assertNotLastAdministrator(id);
      const user = await this.users.lock(id);
      Object.assign(user, { isSuspended: true, suspendedUntil: until, suspensionReason: reason });
      await this.users.save(user);
      await this.sessions.endAll(id, 'user_suspended');
      await this.events.note('user.suspended', actorOf(principal), id);
      return this.directory.get({ id });
    });
  }

  /**
   * Ends a suspension; without one nothing changes.
   * @throws UserNotFoundError, BeyondOwnPermissionsError
   */
  async reinstate(principal: Principal, reference: UserReference): Promise<Account> {
    return this.unitOfWork.run(async () => {
      const { id } = await this.directory.get(reference);
      await this.roles.assertMayAdminister(principal, id);
      const user = await this.users.lock(id);
      Object.assign(user, { isSuspended: false, suspendedUntil: null, suspensionReason: null });
      await this.users.save(user);
      await this.events.note('user.reinstated', actorOf(principal), id);
      return this.directory.get({ id });
    });
  }
}
