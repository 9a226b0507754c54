import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import { AccountNotices } from '../mail-queue/account-notices.js';
import { UserDirectory } from './user-directory.js';
import { applyInput } from './user-fields.js';
import type { UserInput } from './user-input.js';
import { UsersService } from './users.service.js';

/** What people change of themselves. */
export type OwnAccountInput = Pick<UserInput, 'username' | 'email' | 'firstName' | 'lastName' | 'phone'>;

/** Changes of one's own account that put a new e-mail address in place at once, unverified. */
@Injectable()
export class OwnAccountService {
  constructor(
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
    private readonly notices: AccountNotices,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Changes the given members of the caller's account. Both addresses are told of a change of it; whether the caller may
   * make one is for the caller of this to ask.
   * @throws EmailTakenError, UsernameTakenError, BadEmailError, BadUsernameError
   */
  async update(principal: Principal, input: OwnAccountInput): Promise<Account> {
    const { userId: id } = principal;
    return this.unitOfWork.run(async () => {
      const user = await this.users.lock(id);
      const { email, emailKey } = user;
      await applyInput(user, input);
      await this.users.save(user);
      if (user.emailKey !== emailKey) {
        await this.notices.emailChanged(email, user.email);
      }
      const members = Object.entries(input).flatMap(([member, value]) =>
        value === undefined ? [] : [member],
      );
      const party = { actor: actorOf(principal), subject: userParty(id) };
      await this.audit.record({ event: 'user.updated', outcome: 'success', ...party, changed: { members } });
      await this.events.publish('user.updated', { userId: id, members });
      return this.directory.get({ id });
    });
  }
}
