import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { DomainError } from '../common/errors.js';
import { foldCase } from '../common/normal-form.js';
import { ApplicationNotFoundError } from '../core/applications/applications.errors.js';
import { ANONYMOUS, AuditService, userParty } from '../core/audit/audit.service.js';
import { PasswordsService, type PasswordProof } from '../core/identities/passwords.service.js';
import type { ProfileView } from '../core/profiles/profile.row.js';
import { ProfileNotFoundError } from '../core/profiles/profiles.errors.js';
import { ProfilesService } from '../core/profiles/profiles.service.js';
import {
  type ProfileWish,
  type ReadWish,
  type SessionPurpose,
  SignInProfiles,
} from '../core/profiles/sign-in-profiles.service.js';
import type { SessionView } from '../core/sessions/session.row.js';
import { SignInRefusedError } from '../core/sessions/sessions.errors.js';
import { ADMIN_ROLE_ID } from '../core/roles/built-in-roles.js';
import {
  type OpeningRefusal,
  type SessionGrounds,
  SessionOpening,
  type SessionOrigin,
} from '../core/sessions/session-opening.js';
import { RolesService } from '../core/roles/roles.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { PasswordAccounts, passwordOf } from './password-accounts.js';
import { type SignInAccount, SignInAccounts } from './sign-in-accounts.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** A session that was just opened or renewed, whose it is, and the profile it is used with. */
export interface SignedIn {
  session: SessionView;
  account: Account;
  /** What the roles of the account allow, in alphabetical order. */
  permissions: readonly string[];
  profile: ProfileView | null;
}

/** Who asks for a session besides the person, and what holds where they ask. */
export interface SignInAsker {
  /** The OAuth client, proven. */
  clientId?: string;
  /** The face that the session's refresh tokens are for; our own API unless given. */
  audience?: string;
  /** How long the session lives without being used; what all sessions have unless given. */
  maxIdleSeconds?: number;
  /** Whether people with role `admin` are answered like a wrong password. */
  refusesAdministrators?: boolean;
  /** What the face adds to the session besides. */
  terms?: SessionTerms;
}

export const BY_PASSWORD: SessionOrigin = { provider: 'password', amr: ['pwd'] };

/** What a face adds to the sessions that it opens: asked in their transaction, for the account they are opened for. */
export type SessionTerms = (
  userId: string,
) => Promise<Pick<SessionOrigin, 'audience' | 'maxIdleSeconds' | 'secretHash'>>;

/** Opens sessions. Every door that takes a password comes through here, so every door has the same rules. */
@Injectable()
export class SignInService {
  constructor(
    private readonly passwordAccounts: PasswordAccounts,
    private readonly accounts: SignInAccounts,
    private readonly roles: RolesService,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionOpening,
    private readonly profiles: ProfilesService,
    private readonly signInProfiles: SignInProfiles,
    private readonly throttle: SignInThrottle,
    private readonly digest: KeyedDigest,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Signs in by user name or e-mail address and password; by the id of an account only where a face found that for its own ids. Unknown, wrong, suspended and password-less are one answer,
   * after the same work; what there is of applications and profiles is looked up for those with the right password only.
   * @param wish what the session is to be for
   * @param asker who asks besides the person; nobody unless given
   * @throws SelectorSyntaxError, SignInRefusedError, TooManyAttemptsError, BusyError, ApplicationNotFoundError,
   * ProfileNotFoundError
   */
  async withPassword(
    identifier: string | { id: string },
    password: string,
    wish: ProfileWish = {},
    asker: SignInAsker = {},
  ): Promise<SignedIn> {
    const readWish = this.signInProfiles.read(wish);
    const row = await this.passwordAccounts.find(identifier);
    const found = row === null ? null : await this.accounts.of(row);
    const account = found?.account ?? null;
    const typed = typeof identifier === 'string' ? identifier : identifier.id;
    const subject = account?.id ?? foldCase(typed.trim());
    await this.throttle.reserveSignIn(subject);
    const proof = await this.passwords.verifyStored(account?.id ?? null, password, row && passwordOf(row));
    const signedIn =
      found === null || proof === null || found.account.status !== 'active' || isRefused(found.account, asker)
        ? null
        : await this.open(found, subject, proof, { wish: readWish, asker });
    if (signedIn instanceof DomainError) {
      await this.noteRefusal(account, subject, signedIn.code);
      throw signedIn;
    }
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
   * @param terms what the face adds to it
   * @throws SignInRefusedError when it was suspended or deleted in between; ApplicationNotFoundError when that was
   */
  async openFor(account: Account, origin: SessionOrigin, terms?: SessionTerms): Promise<SignedIn> {
    const permissions = await this.roles.permissionsOfRoles(account.roles.map(({ id }) => id));
    const signedIn = await this.tryOpen({ account, permissions }, origin, {}, terms);
    if (typeof signedIn === 'string') {
      throw signedIn === 'application_gone' ? new ApplicationNotFoundError() : new SignInRefusedError();
    }
    return signedIn;
  }

  /**
   * The same for an account as it was just read, on grounds that are looked at again when the session is opened.
   * @returns what no longer holds when there is no session
   */
  async tryOpen(
    { account, permissions }: SignInAccount,
    origin: SessionOrigin,
    grounds: SessionGrounds,
    terms?: SessionTerms,
  ): Promise<SignedIn | OpeningRefusal> {
    const session =
      terms === undefined
        ? await this.sessions.open(account.id, origin, grounds)
        : await this.unitOfWork.run(async () =>
            this.sessions.open(account.id, { ...origin, ...(await terms(account.id)) }, grounds),
          );
    if (typeof session === 'string') {
      return session;
    }
    const profile = session.profileId === null ? null : await this.profiles.find(session.profileId);
    return { session, account: { ...account, lastSignInAt: session.createdAt }, permissions, profile };
  }

  /** @returns null when they may not sign in after all; an error when they may, but not for what they wish */
  private async open(
    found: SignInAccount,
    subject: string,
    proof: PasswordProof,
    { wish, asker }: { wish: ReadWish; asker: SignInAsker },
  ): Promise<SignedIn | DomainError | null> {
    const { clientId, audience, maxIdleSeconds, terms } = asker;
    let purpose: SessionPurpose;
    try {
      purpose = await this.signInProfiles.choose(found.account.id, wish);
    } catch (error) {
      if (error instanceof ApplicationNotFoundError || error instanceof ProfileNotFoundError) {
        return (await this.acceptPassword(proof, subject)) ? error : null;
      }
      throw error;
    }
    const signedIn = await this.tryOpen(
      found,
      { ...BY_PASSWORD, ...purpose, clientId, audience, maxIdleSeconds },
      { passwordHash: proof.hash, forgottenCounters: this.throttle.countersOf(subject) },
      terms,
    );
    if (typeof signedIn !== 'string') {
      return signedIn;
    }
    return signedIn === 'application_gone' ? new ApplicationNotFoundError() : null;
  }

  /** The password was right, whatever becomes of the wish, so the failures before it are forgotten. */
  private acceptPassword(proof: PasswordProof, subject: string): Promise<boolean> {
    return this.unitOfWork.run(async () => {
      const isProven = await this.passwords.isStillProven(proof);
      if (isProven) {
        await this.throttle.forgetFailures(subject);
      }
      return isProven;
    });
  }

  private async noteRefusal(
    account: Account | null,
    subject: string,
    reason = 'credentials_refused',
  ): Promise<void> {
    await this.audit.record({
      event: 'session.created',
      outcome: 'failure',
      reason,
      actor: ANONYMOUS,
      subject:
        account === null
          ? { kind: 'identifier', id: this.digest.of('unknown identifier', subject) }
          : userParty(account.id),
    });
  }
}

function isRefused({ roles }: Account, { refusesAdministrators = false }: SignInAsker): boolean {
  return refusesAdministrators && roles.some((role) => role.id === ADMIN_ROLE_ID);
}
