import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import type { Principal } from '../authorization/principal.js';
import { ApplicationsService } from '../core/applications/applications.service.js';
import { actorOf, AuditService, userParty } from '../core/audit/audit.service.js';
import { OpaqueTokensService } from '../core/opaque-tokens/opaque-tokens.service.js';
import { EventsService } from '../core/events/events.service.js';
import type { PasswordHash } from '../core/identities/password-hasher.js';
import { WrongPasswordError } from '../core/identities/passwords.errors.js';
import { PasswordsService } from '../core/identities/passwords.service.js';
import { AccountNotices } from '../core/mail-queue/account-notices.js';
import { LinksService } from '../core/links/links.service.js';
import { RolesService } from '../core/roles/roles.service.js';
import { SessionsService } from '../core/sessions/sessions.service.js';
import { UserDirectory } from '../core/users/user-directory.js';
import type { UserInput } from '../core/users/user-input.js';
import type { UserReference } from '../core/users/user-reference.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { assertFreshSignIn, assertProvenByPassword } from './fresh-sign-in.js';
import { CurrentPasswordNeededError } from './authentication.errors.js';
import { BY_PASSWORD, type SessionTerms, type SignedIn, SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** The session that a change of the password opens. */
export interface SessionOpening {
  applicationId: string | null;
  profileId: string | null;
  terms?: SessionTerms;
}

/** Changes passwords. Every change ends all sessions of the account, and a change of its address that is not confirmed. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly roles: RolesService,
    private readonly signIn: SignInService,
    private readonly applications: ApplicationsService,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly opaqueTokens: OpaqueTokensService,
    private readonly links: LinksService,
    private readonly notices: AccountNotices,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Changes the caller's own password.
   * @param opening what the new session is for, what the old one was for unless given, and what the face adds to it
   * @returns a new session; all others are over
   * @throws CurrentPasswordNeededError, WrongPasswordError, PasswordRefusedError, TooManyAttemptsError, BusyError
   */
  async changeOwn(
    principal: Principal,
    currentPassword: string | undefined,
    newPassword: string,
    opening: SessionOpening = principal,
  ): Promise<SignedIn> {
    if (currentPassword === undefined) {
      throw new CurrentPasswordNeededError();
    }
    await this.passwords.assertAcceptable(newPassword, 'newPassword', {
      ...principal.account,
      applications: await this.applicationNames(principal),
    });
    await this.throttle.reserveSignIn(principal.userId);
    const proof = await this.passwords.verify(principal.userId, currentPassword);
    if (proof === null) {
      await this.noteRefusal(principal);
      throw new WrongPasswordError();
    }
    const hash = await this.passwords.hash(newPassword);
    return this.unitOfWork.run(async () => {
      const account = await this.directory.get({ id: principal.userId });
      await this.users.lock(account.id);
      if (!(await this.passwords.isStillProven(proof))) {
        throw new WrongPasswordError();
      }
      await this.throttle.forgetFailures(account.id);
      await this.replace(principal, account, hash);
      const { applicationId, profileId, terms } = opening;
      return this.signIn.openFor(account, { ...BY_PASSWORD, applicationId, profileId }, terms);
    });
  }

  /**
   * Sets a password as an administrator, who may set their own so as well when they signed in a moment ago.
   * @throws UserNotFoundError, BeyondOwnPermissionsError, SignInTooOldError, PasswordRefusedError, BusyError
   */
  async setFor(principal: Principal, target: UserReference, newPassword: string): Promise<void> {
    const account = await this.directory.get(target);
    const { id } = account;
    if (id === principal.userId) {
      assertFreshSignIn(principal);
    }
    const hash = await this.hashFor(account, newPassword, 'newPassword');
    await this.unitOfWork.run(() => this.replaceFor(principal, account, hash));
  }

  /**
   * Checks and hashes a password that somebody is to get: what takes long and needs no transaction.
   * @param field where it stood in the request
   * @throws PasswordRefusedError, BusyError
   */
  async hashFor(account: Account, newPassword: string, field: string): Promise<PasswordHash> {
    await this.passwords.assertAcceptable(newPassword, field, account);
    return this.passwords.hash(newPassword);
  }

  /**
   * Sets a password that was hashed already, as an administrator; part of the open transaction.
   * @throws UserNotFoundError, BeyondOwnPermissionsError
   */
  async replaceFor(principal: Principal, account: Account, hash: PasswordHash): Promise<void> {
    await this.roles.assertMayAdminister(principal, account.id);
    await this.users.lock(account.id);
    await this.replace(principal, account, hash);
  }

  private async applicationNames({ applicationId }: Principal): Promise<string[]> {
    const application = applicationId === null ? null : await this.applications.find(applicationId);
    return application === null ? [] : [application.name];
  }

  /**
   * Changes the caller's own password together with other members, where a door has no field for the old one: the access
   * token must have been given for the password, or the sign-in be of the last five minutes. The token that was presented
   * lives on; every other one, and what renews it, is over.
   * @throws ApiKeyRefusedError, SignInTooOldError, PasswordRefusedError, BusyError and what `UsersService.update` throws
   */
  async changeWith(principal: Principal, input: UserInput, newPassword: string): Promise<Account> {
    assertProvenByPassword(principal);
    await this.passwords.assertAcceptable(newPassword, 'password', { ...principal.account, ...input });
    const hash = await this.passwords.hash(newPassword);
    return this.unitOfWork.run(async () => {
      const account = await this.users.update(principal, { id: principal.userId }, input);
      await this.throttle.forgetAllFailures(account.id);
      await this.replace(principal, account, hash, principal.sessionId);
      if (principal.sessionId !== null) {
        await this.sessions.forgetRefreshTokens(principal.sessionId);
        await this.opaqueTokens.revokeOthers(principal.sessionId, principal.opaqueToken?.id ?? null);
      }
      return account;
    });
  }

  private async replace(
    principal: Principal,
    { id: userId, email }: Account,
    hash: PasswordHash,
    exceptSessionId: string | null = null,
  ): Promise<void> {
    await this.passwords.store(userId, hash);
    await this.sessions.endAll(userId, 'password_changed', exceptSessionId);
    await this.links.delete(userId, 'email_change');
    await this.audit.record({
      event: 'user.password_changed',
      outcome: 'success',
      actor: actorOf(principal),
      subject: userParty(userId),
    });
    await this.events.publish('user.password_changed', { userId });
    await this.notices.passwordChanged({ email });
  }

  private async noteRefusal(principal: Principal): Promise<void> {
    await this.audit.record({
      event: 'user.password_changed',
      outcome: 'failure',
      reason: 'wrong_password',
      actor: actorOf(principal),
      subject: userParty(principal.userId),
      sessionId: principal.sessionId,
    });
  }
}
