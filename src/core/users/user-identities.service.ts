import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import type { Page } from '../../common/paging.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { IdentitiesService } from '../identities/identities.service.js';
import type { IdentityView } from '../identities/identity.row.js';
import { RolesService } from '../roles/roles.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserDirectory } from './user-directory.js';
import type { UserReference } from './user-reference.js';
import { UsersService } from './users.service.js';

/** The identities of one account, as its owner or an administrator sees them. */
@Injectable()
export class UserIdentitiesService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly identities: IdentitiesService,
    private readonly sessions: SessionsService,
    private readonly roles: RolesService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws UserNotFoundError */
  async list(
    caller: Principal,
    target: UserReference,
    limit: number,
    cursor?: string,
  ): Promise<Page<IdentityView>> {
    const { id } = await this.directory.read(caller, target);
    return this.identities.list(caller, id, limit, cursor);
  }

  /**
   * Removes an identity, and ends the sessions that its provider opened, but for the caller's own.
   * @throws UserNotFoundError, IdentityNotFoundError, LastWayInError, BeyondOwnPermissionsError
   */
  async remove(caller: Principal, target: UserReference, identityId: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { id: userId } = await this.directory.get(target);
      await this.roles.assertMayAdminister(caller, userId);
      await this.users.lock(userId);
      const { provider } = await this.identities.remove(userId, identityId);
      await this.sessions.endOfProvider(userId, provider, 'identity_removed', caller.sessionId);
      const changed = { identityId, provider };
      await this.audit.record({
        event: 'identity.removed',
        outcome: 'success',
        actor: actorOf(caller),
        subject: userParty(userId),
        sessionId: caller.sessionId,
        changed,
      });
      await this.events.publish('identity.removed', { userId, ...changed });
    });
  }
}
