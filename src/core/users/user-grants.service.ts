import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import type { CountedPageQuery, Page } from '../../common/paging.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import type { GrantInput, GrantView } from '../roles/grants.js';
import { GrantsService } from '../roles/grants.service.js';
import { RolesService } from '../roles/roles.service.js';
import { UserDirectory } from './user-directory.js';
import type { UserReference } from './user-reference.js';
import { UsersService } from './users.service.js';

/** The grants of one account, as its owner or an administrator sees and changes them. */
@Injectable()
export class UserGrantsService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly grants: GrantsService,
    private readonly roles: RolesService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws UserNotFoundError */
  async list(
    caller: Principal,
    target: UserReference,
    { limit, cursor, include }: CountedPageQuery,
  ): Promise<Page<GrantView>> {
    const { id } = await this.directory.read(caller, target);
    return this.grants.list(caller, id, limit, cursor, include);
  }

  /**
   * @throws UserNotFoundError, BeyondOwnPermissionsError, WildcardNeedsAdministratorError, GrantExistsError,
   * TooManyGrantsError
   */
  async give(
    caller: Principal,
    target: UserReference,
    grant: GrantInput,
  ): Promise<{ userId: string; grant: GrantView }> {
    const { userId, grants } = await this.change(caller, target, 'grant.created', async (userId) => {
      const [given] = await this.grants.give(caller, userId, [grant]);
      return [given];
    });
    return { userId, grant: grants[0] };
  }

  /** @throws UserNotFoundError, BeyondOwnPermissionsError, GrantNotFoundError */
  async take(caller: Principal, target: UserReference, grantId: string): Promise<void> {
    await this.change(caller, target, 'grant.deleted', async (userId) => [
      await this.grants.take(userId, grantId),
    ]);
  }

  /**
   * Takes every grant on one resource, whatever it allows.
   * @returns how many there were
   * @throws UserNotFoundError, BeyondOwnPermissionsError
   */
  async takeOn(
    caller: Principal,
    target: UserReference,
    resource: Pick<GrantInput, 'resourceType' | 'resource'>,
  ): Promise<number> {
    const { grants } = await this.change(caller, target, 'grant.deleted', (userId) =>
      this.grants.takeOn(userId, resource),
    );
    return grants.length;
  }

  private async change(
    caller: Principal,
    target: UserReference,
    event: string,
    work: (userId: string) => Promise<GrantView[]>,
  ): Promise<{ userId: string; grants: GrantView[] }> {
    return this.unitOfWork.run(async () => {
      const { id: userId } = await this.directory.get(target);
      await this.roles.assertMayAdminister(caller, userId);
      await this.users.lock(userId);
      const grants = await work(userId);
      for (const { id: grantId, type, resourceType, resource } of grants) {
        const changed = { grantId, type, resourceType, resource };
        await this.audit.record({
          event,
          outcome: 'success',
          actor: actorOf(caller),
          subject: userParty(userId),
          changed,
        });
        await this.events.publish(event, { userId, ...changed });
      }
      return { userId, grants };
    });
  }
}
