import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import { emailKey } from '../../common/normal-form.js';
import { HttpConfig } from '../../config/http.config.js';
import { ApiKeysService } from '../../core/api-keys/api-keys.service.js';
import { ANONYMOUS, AuditService, userParty } from '../../core/audit/audit.service.js';
import { EventsService } from '../../core/events/events.service.js';
import { PasswordsService } from '../../core/identities/passwords.service.js';
import type { PasswordHash } from '../../core/identities/password-hasher.js';
import { LinkRefusedError } from '../../core/links/links.errors.js';
import { LINK_LIFETIME_SECONDS, LinksService } from '../../core/links/links.service.js';
import { AccountNotices } from '../../core/mail-queue/account-notices.js';
import { MailQueue } from '../../core/mail-queue/mail-queue.service.js';
import { MailWorker } from '../../core/mail-queue/mail-worker.js';
import { SessionsService } from '../../core/sessions/sessions.service.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { UserEmailService } from '../../core/users/user-email.service.js';
import { BadEmailError } from '../../core/users/users.errors.js';
import { UsersService } from '../../core/users/users.service.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { ResetThrottle } from '../reset.throttle.js';
import { SignInThrottle } from '../sign-in.throttle.js';

const TOPIC = 'password-reset';
const MINUTES = String(LINK_LIFETIME_SECONDS / 60);

/**
 * A way back in for whoever forgot a password. Asking does the same for every address: whether anybody has it is looked
 * into later, by whoever sends the mail.
 */
@Injectable()
export class PasswordResetService implements OnModuleInit {
  constructor(
    private readonly http: HttpConfig,
    private readonly throttle: ResetThrottle,
    private readonly signInThrottle: SignInThrottle,
    private readonly queue: MailQueue,
    private readonly worker: MailWorker,
    private readonly notices: AccountNotices,
    private readonly links: LinksService,
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly emails: UserEmailService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.worker.handle(TOPIC, ({ email }) => this.sendLink(email ?? ''));
  }

  /**
   * Asks for a link, at most three times an hour for one address; more are answered alike and send nothing.
   * @throws BadEmailError, MailOffError, TooManyAttemptsError
   */
  async request(email: string): Promise<void> {
    const key = emailKey(email);
    if (key === null) {
      throw new BadEmailError();
    }
    this.queue.assertAvailable();
    await this.throttle.reserve();
    if (await this.throttle.isAllowed(key)) {
      await this.queue.request(TOPIC, { email: key }, LINK_LIFETIME_SECONDS);
    }
  }

  /**
   * Sets a new password with a link. Every session, API key and mailed link of the account ends; whoever opened a link sent to an
   * address has it, so it counts as verified.
   * @throws LinkRefusedError, PasswordRefusedError, BusyError
   */
  async redeem(token: string, newPassword: string): Promise<void> {
    const account = await this.accountOf(token);
    await this.passwords.assertAcceptable(newPassword, 'newPassword', account);
    const hash = await this.passwords.hash(newPassword);
    await this.unitOfWork.run(() => this.replace(token, account.id, hash));
  }

  private async sendLink(email: string): Promise<void> {
    const account = await this.directory.find({ email });
    if (account === null || account.email === null || account.status !== 'active') {
      return;
    }
    const token = await this.links.create(account.id, 'password_reset', account.email);
    await this.queue.send(
      'reset-password',
      account.email,
      { email: account.email, minutes: MINUTES, link: `${this.http.publicUrl}/v1/password-resets/${token}` },
      LINK_LIFETIME_SECONDS,
    );
    await this.note('user.password_reset_requested', account.id);
  }

  /** The account a link is for, as long as it still has the address that the link was sent to. */
  private async accountOf(token: string): Promise<Account> {
    const link = await this.links.find(token, ['password_reset']);
    const account = link === null ? null : await this.directory.find({ id: link.userId });
    if (link === null || account === null || account.status !== 'active' || account.email !== link.email) {
      throw new LinkRefusedError();
    }
    return account;
  }

  private async replace(token: string, userId: string, hash: PasswordHash): Promise<void> {
    await this.users.lock(userId);
    const account = await this.accountOf(token);
    if ((await this.links.use(token, ['password_reset'])) === null) {
      throw new LinkRefusedError();
    }
    await this.passwords.store(userId, hash);
    await this.sessions.endAll(userId, 'password_reset');
    await this.apiKeys.revokeAll(userId, 'password_reset');
    await this.links.deleteAll(userId);
    await this.emails.markVerified(userId);
    await this.signInThrottle.forgetAllFailures(userId);
    await this.note('user.password_reset', userId);
    await this.events.publish('user.password_changed', { userId });
    await this.notices.passwordChanged(account);
  }

  private async note(event: string, userId: string): Promise<void> {
    await this.audit.record({ event, outcome: 'success', actor: ANONYMOUS, subject: userParty(userId) });
  }
}
