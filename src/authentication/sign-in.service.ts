import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { foldCase } from '../common/normal-form.js';
import { ANONYMOUS, AuditService, userParty } from '../core/audit/audit.service.js';
import { PasswordsService, type PasswordProof } from '../core/identities/passwords.service.js';
import type { SessionView } from '../core/sessions/session.row.js';
import { SignInRefusedError } from '../core/sessions/sessions.errors.js';
import { type SessionOrigin, SessionsService } from '../core/sessions/sessions.service.js';
import { UserDirectory } from '../core/users/user-directory.js';
import { parseUserReference } from '../core/users/user-reference.js';
import { UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** A session that was just opened, and whose it is. */
export interface SignedIn {
  session: SessionView;
  account: Account;
}

const BY_PASSWORD: SessionOrigin = { provider: 'password', amr: ['pwd'] };

/** Opens sessions. Every door that takes a password comes through here, so every door has the same rules. */
@Injectable()
export class SignInService {
  constructor(
    private readonly directory: UserDirectory,
    private readonly users: UsersService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly throttle: SignInThrottle,
    private readonly digest: KeyedDigest,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Signs in by user name or e-mail address and password. Unknown, wrong, suspended and password-less are one answer,
   * after the same work.
   * @throws SignInRefusedError, TooManyAttemptsError, BusyError
   */
  async withPassword(identifier: string, password: string): Promise<SignedIn> {
    const reference = parseUserReference(identifier);
    const named = reference !== null && 'id' in reference ? null : reference;
    const account = await this.directory.find(named);
    const subject = account?.id ?? foldCase(identifier.trim());
    await this.throttle.reserveSignIn(subject);
    const proof = await this.passwords.verify(account?.id ?? null, password);
    const signedIn =
      account === null || proof === null || account.status !== 'active'
        ? null
        : await this.open(account, subject, proof);
    if (signedIn === null) {
      await this.noteRefusal(account, subject);
      throw new SignInRefusedError();
    }
    return signedIn;
  }

  /**
   * Opens a session for an account whose owner proved themselves in this very request: by signing up, or with the
   * password they are changing.
   * @param origin how they proved themselves, and what the session is for
   * @throws SignInRefusedError when it was suspended or deleted in between
   */
  async openFor(account: Account, origin: SessionOrigin = BY_PASSWORD): Promise<SignedIn> {
    const signedIn = await this.unitOfWork.run(() => this.openSession(account, origin));
    if (signedIn === null) {
      throw new SignInRefusedError();
    }
    return signedIn;
  }

  private open(account: Account, subject: string, proof: PasswordProof): Promise<SignedIn | null> {
    return this.unitOfWork.run(async () => {
      if (!(await this.passwords.isStillProven(proof))) {
        return null;
      }
      await this.throttle.forgetFailures(subject);
      return this.openSession(account, BY_PASSWORD);
    });
  }

  private async openSession(account: Account, origin: SessionOrigin): Promise<SignedIn | null> {
    const session = await this.sessions.create(account.id, origin);
    if (session === null) {
      return null;
    }
    await this.users.noteSignIn(account.id);
    await this.audit.record({
      event: 'session.created',
      outcome: 'success',
      actor: userParty(account.id),
      subject: userParty(account.id),
      sessionId: session.id,
    });
    return { session, account: { ...account, lastSignInAt: session.createdAt } };
  }

  private async noteRefusal(account: Account | null, subject: string): Promise<void> {
    await this.audit.record({
      event: 'session.created',
      outcome: 'failure',
      reason: 'credentials_refused',
      actor: ANONYMOUS,
      subject:
        account === null
          ? { kind: 'identifier', id: this.digest.of('unknown identifier', subject) }
          : userParty(account.id),
    });
  }
}
