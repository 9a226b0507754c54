import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import type { Page } from '../../common/paging.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { RolesService } from '../roles/roles.service.js';
import type { SessionView } from '../sessions/session.row.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UserDirectory } from './user-directory.js';
import type { UserReference } from './user-reference.js';

/** The sessions of one account, as its owner or an administrator sees them. */
@Injectable()
export class UserSessionsService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly roles: RolesService,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** @throws UserNotFoundError */
  async list(
    caller: Principal,
    target: UserReference,
    limit: number,
    cursor?: string,
  ): Promise<{ page: Page<SessionView>; isAdministrative: boolean }> {
    const { id } = await this.directory.read(caller, target);
    return {
      page: await this.sessions.list(caller, id, limit, cursor),
      isAdministrative: await this.roles.isAdministrative(id),
    };
  }

  /**
   * Ends every session of an account but the caller's own.
   * @throws UserNotFoundError, BeyondOwnPermissionsError
   */
  async endAll(caller: Principal, target: UserReference): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { id } = await this.directory.read(caller, target);
      await this.roles.assertMayAdminister(caller, id);
      await this.sessions.endOthers(caller, id);
    });
  }
}
