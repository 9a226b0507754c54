import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { ApiKeysService } from '../core/api-keys/api-keys.service.js';
import { AuditService, SYSTEM, userParty } from '../core/audit/audit.service.js';
import { PasswordsService } from '../core/identities/passwords.service.js';
import { AccountNotices } from '../core/mail-queue/account-notices.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { UserDirectory } from '../core/users/user-directory.js';
import { parseUserReference } from '../core/users/user-reference.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { SignInThrottle } from './sign-in.throttle.js';

const PASSWORD_BYTES = 15;

/** A way back in for an operator with access to the machine. */
@Injectable()
export class OperatorReset {
  constructor(
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
    private readonly throttle: SignInThrottle,
    private readonly notices: AccountNotices,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Gives an account a generated password, ends its sessions and API keys and forgets its lock-outs.
   * @param identifier user name, e-mail address or id
   * @returns null when there is no such account
   */
  async reset(identifier: string): Promise<{ account: Account; password: string } | null> {
    const account = await this.directory.find(parseUserReference(identifier));
    if (account === null) {
      return null;
    }
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    const hash = await this.passwords.hash(password);
    await this.unitOfWork.run(async () => {
      await this.users.lock(account.id);
      await this.passwords.store(account.id, hash);
      await this.sessions.endAll(account.id, 'password_reset');
      await this.apiKeys.revokeAll(account.id, 'password_reset');
      await this.throttle.forgetAllFailures(account.id);
      await this.audit.record({
        event: 'user.password_reset',
        outcome: 'success',
        actor: SYSTEM,
        subject: userParty(account.id),
      });
      await this.notices.passwordChanged(account);
    });
    return { account, password };
  }
}
