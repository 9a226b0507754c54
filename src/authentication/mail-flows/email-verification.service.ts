import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Account } from '../../authorization/account.js';
import type { Principal } from '../../authorization/principal.js';
import { emailKey } from '../../common/normal-form.js';
import { HttpConfig } from '../../config/http.config.js';
import { actorOf, AuditService, userParty } from '../../core/audit/audit.service.js';
import { LinkRefusedError } from '../../core/links/links.errors.js';
import { LINK_LIFETIME_SECONDS, type LinkPurpose, LinksService } from '../../core/links/links.service.js';
import { AccountNotices } from '../../core/mail-queue/account-notices.js';
import { MailQueue } from '../../core/mail-queue/mail-queue.service.js';
import { MailWorker } from '../../core/mail-queue/mail-worker.js';
import { UserDirectory } from '../../core/users/user-directory.js';
import { UserEmailService } from '../../core/users/user-email.service.js';
import type { UserReference } from '../../core/users/user-reference.js';
import { BadEmailError } from '../../core/users/users.errors.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { assertFreshSignIn } from '../fresh-sign-in.js';
import { ResetThrottle } from '../reset.throttle.js';
import { NotOwnAddressError } from './mail-flows.errors.js';

const TOPIC = 'email-change';
const PURPOSES: readonly LinkPurpose[] = ['email_verification', 'email_change'];

/** Links that prove whose an address is: the one an account has, or a new one it is to get. */
@Injectable()
export class EmailVerificationService implements OnModuleInit {
  constructor(
    private readonly http: HttpConfig,
    private readonly throttle: ResetThrottle,
    private readonly queue: MailQueue,
    private readonly worker: MailWorker,
    private readonly notices: AccountNotices,
    private readonly links: LinksService,
    private readonly directory: UserDirectory,
    private readonly emails: UserEmailService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.worker.handle(TOPIC, ({ userId, newEmail }) => this.sendChangeLink(userId ?? '', newEmail ?? ''));
  }

  /**
   * Sends the caller a link for their address; nothing when they have none or it is verified already.
   * @throws MailOffError, TooManyAttemptsError
   */
  async request({ account }: Principal): Promise<void> {
    this.queue.assertAvailable();
    await this.throttle.reserve();
    if (await this.throttle.isAllowed(emailKey(account.email ?? '') ?? account.id)) {
      await this.unitOfWork.run(() => this.sendTo(account));
    }
  }

  /** Sends an account a link for its address, in the open transaction. */
  async sendTo(account: Account): Promise<void> {
    if (account.email !== null && !account.emailVerified) {
      const token = await this.links.create(account.id, 'email_verification', account.email);
      await this.mail('verify-email', account.email, token);
    }
  }

  /**
   * Asks to change the caller's own address; it takes effect when the link that goes there is opened, and not when the
   * password is replaced before. Whether somebody else has the address is not told.
   * @throws NotOwnAddressError, SignInTooOldError, BadEmailError, MailOffError, TooManyAttemptsError
   */
  async requestChange(principal: Principal, target: UserReference, newEmail: string): Promise<void> {
    if (target === null || !('id' in target) || target.id !== principal.userId) {
      throw new NotOwnAddressError();
    }
    assertFreshSignIn(principal);
    const key = emailKey(newEmail);
    if (key === null) {
      throw new BadEmailError();
    }
    this.queue.assertAvailable();
    await this.throttle.reserve();
    if (!(await this.throttle.isAllowed(key))) {
      return;
    }
    await this.unitOfWork.run(async () => {
      const values = { userId: principal.userId, newEmail: newEmail.trim() };
      await this.links.reserve(values.userId, 'email_change', values.newEmail);
      await this.queue.request(TOPIC, values, LINK_LIFETIME_SECONDS);
      await this.notices.emailChangeRequested(principal.account, newEmail.trim());
      await this.audit.record({
        event: 'user.email_change_requested',
        outcome: 'success',
        actor: actorOf(principal),
        subject: userParty(principal.userId),
        sessionId: principal.sessionId,
      });
    });
  }

  /**
   * Does what a link was sent for: marks the address as verified, or puts the new one in place.
   * @throws LinkRefusedError, EmailTakenError when somebody else got the address in the meantime
   */
  async redeem(token: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      const link = await this.links.use(token, PURPOSES);
      const account = link === null ? null : await this.directory.find({ id: link.userId });
      if (link === null || account === null || account.status !== 'active') {
        throw new LinkRefusedError();
      }
      if (link.purpose === 'email_change') {
        await this.emails.change(account.id, link.email);
      } else if (account.email === link.email) {
        await this.emails.markVerified(account.id);
      } else {
        throw new LinkRefusedError();
      }
    });
  }

  private async sendChangeLink(userId: string, newEmail: string): Promise<void> {
    const holder = await this.directory.find({ email: emailKey(newEmail) ?? '' });
    const account = await this.directory.find({ id: userId });
    if (account === null || (holder !== null && holder.id !== userId)) {
      return;
    }
    const token = await this.links.createReserved(userId, 'email_change', newEmail);
    if (token !== null) {
      await this.mail('change-email', newEmail, token);
    }
  }

  private async mail(template: 'verify-email' | 'change-email', email: string, token: string): Promise<void> {
    const link = `${this.http.publicUrl}/v1/email-verifications/${token}`;
    const minutes = String(LINK_LIFETIME_SECONDS / 60);
    await this.queue.send(template, email, { email, minutes, link }, LINK_LIFETIME_SECONDS);
  }
}
