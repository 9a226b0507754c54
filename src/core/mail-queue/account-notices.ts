import { Injectable } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import { MailQueue } from './mail-queue.service.js';

type Addressed = Pick<Account, 'email'>;

/** Tells owners what happened to their accounts, in the transaction in which it happens. Accounts without address are not told. */
@Injectable()
export class AccountNotices {
  constructor(private readonly queue: MailQueue) {}

  async passwordChanged({ email }: Addressed): Promise<void> {
    if (email !== null) {
      await this.queue.send('password-changed', email, { email });
    }
  }

  /** @param method what opens the account from now on, for example `Google` */
  async signInMethodAdded({ email }: Addressed, method: string): Promise<void> {
    if (email !== null) {
      await this.queue.send('sign-in-method-added', email, { email, method });
    }
  }

  async emailChangeRequested({ email }: Addressed, newEmail: string): Promise<void> {
    if (email !== null) {
      await this.queue.send('email-change-requested', email, { email, newEmail });
    }
  }

  /** Tells both addresses. */
  async emailChanged(before: string | null, after: string | null): Promise<void> {
    const values = { email: before ?? 'none', newEmail: after ?? 'none' };
    for (const address of [before, after]) {
      if (address !== null) {
        await this.queue.send('email-changed', address, values);
      }
    }
  }
}
