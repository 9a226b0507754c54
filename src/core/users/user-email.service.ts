import { Injectable } from '@nestjs/common';
import { userParty } from '../audit/audit.service.js';
import { AccountNotices } from '../mail-queue/account-notices.js';
import { UserEvents } from './user-events.js';
import { applyInput } from './user-fields.js';
import { UsersService } from './users.service.js';

/** The address of an account, as proven by a link that its owner opened; in the transaction that used the link. */
@Injectable()
export class UserEmailService {
  constructor(
    private readonly users: UsersService,
    private readonly notices: AccountNotices,
    private readonly events: UserEvents,
  ) {}

  /** Marks the address as verified; nothing happens when it is. */
  async markVerified(userId: string): Promise<void> {
    const user = await this.users.lock(userId);
    if (!user.emailVerified) {
      await applyInput(user, { emailVerified: true });
      await this.users.save(user);
      await this.events.note('user.email_verified', userParty(userId), userId);
    }
  }

  /**
   * Puts a new, verified address in place and tells both.
   * @throws EmailTakenError
   */
  async change(userId: string, email: string): Promise<void> {
    const user = await this.users.lock(userId);
    const before = user.email;
    await applyInput(user, { email });
    await applyInput(user, { emailVerified: true });
    await this.users.save(user);
    await this.events.note('user.email_changed', userParty(userId), userId);
    await this.notices.emailChanged(before, email);
  }
}
