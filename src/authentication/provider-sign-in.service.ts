import { Injectable } from '@nestjs/common';
import type { Account } from '../authorization/account.js';
import { UnavailableError } from '../common/errors.js';
import { type RequestContext, runInRequest } from '../common/request-context.js';
import { ProviderSignInConfig } from '../config/provider-sign-in.config.js';
import { SignUpConfig } from '../config/sign-up.config.js';
import type { ApplicationView } from '../core/applications/application.row.js';
import { ApplicationNotFoundError } from '../core/applications/applications.errors.js';
import { AuditService, userParty } from '../core/audit/audit.service.js';
import { EventsService } from '../core/events/events.service.js';
import { IdentitiesService } from '../core/identities/identities.service.js';
import { AccountNotices } from '../core/mail-queue/account-notices.js';
import { ProfilesService } from '../core/profiles/profiles.service.js';
import { RolesService } from '../core/roles/roles.service.js';
import type { OpeningRefusal, SessionGrounds } from '../core/sessions/session-opening.js';
import { SignInRefusedError } from '../core/sessions/sessions.errors.js';
import { AccountTakeover } from '../core/users/account-takeover.service.js';
import { UserDirectory } from '../core/users/user-directory.js';
import type { UserInput } from '../core/users/user-input.js';
import { EmailTakenError, UserNotFoundError } from '../core/users/users.errors.js';
import { type PreparedUser, UsersService } from '../core/users/users.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { decideLinking, type LinkingDecision, type LinkingRefusal } from './account-linking.js';
import { SignUpClosedError } from './authentication.errors.js';
import { type LinkingRows, LinkingState, ownerOf } from './linking-state.js';
import { EmailVerificationService } from './mail-flows/email-verification.service.js';
import { emailOf, newAccountOf, personOf } from './provider-account.js';
import { EmailInUseError, IdentityTakenError, SecondIdentityError } from './provider-sign-in.errors.js';
import type { ExternalProfile, ProvenProfile } from './providers/external-profile.js';
import { TokenRefusedError } from './providers/provider.errors.js';
import { type IdentityOwner, type SignInAccount, SignInAccounts } from './sign-in-accounts.js';
import { type SessionTerms, type SignedIn, SignInService } from './sign-in.service.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** RFC 8176 has no word for it; `fed` is what others write when somebody else checked the credentials. */
const AMR = ['fed'];
const PROVIDER_TITLES = {
  google: 'Google',
  apple: 'Apple',
  facebook: 'Facebook',
  firebase: 'Firebase',
} as const;
const MAX_ATTEMPTS = 3;

/** What a proven identity is to open. */
export interface SignInPurpose {
  /** Null for a session of no application. */
  application: ApplicationView | null;
  /** Whether the session gets a profile in the application. */
  hasProfile: boolean;
  /** The account to link the identity to; null for a sign-in. Whether its owner may is for the door to ask. */
  linkTo: string | null;
  /** What the face adds to the session. */
  terms?: SessionTerms;
  /** What the face makes of a new account: a name as it has them, for example. */
  completeAccount?: (profile: ExternalProfile, input: UserInput) => UserInput;
}

/** A session by a provider. */
export interface ProviderSignedIn extends SignedIn {
  /** What was done for it. */
  decision: LinkingDecision['kind'];
}

/** Somebody else was faster; what was decided no longer holds. */
class ChangedMeanwhile extends Error {}

/** Opens sessions for identities that are proven, on every door and for every provider: links, creates and hands over. */
@Injectable()
export class ProviderSignInService {
  constructor(
    private readonly config: ProviderSignInConfig,
    private readonly signUp: SignUpConfig,
    private readonly state: LinkingState,
    private readonly identities: IdentitiesService,
    private readonly accounts: SignInAccounts,
    private readonly roles: RolesService,
    private readonly users: UsersService,
    private readonly directory: UserDirectory,
    private readonly takeover: AccountTakeover,
    private readonly profiles: ProfilesService,
    private readonly verifications: EmailVerificationService,
    private readonly signIn: SignInService,
    private readonly throttle: SignInThrottle,
    private readonly notices: AccountNotices,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Does what `decideLinking` says, all of it or nothing.
   * @param origin where it is asked from; a known identity is let in without a request context
   * @throws TokenRefusedError, IdentityTakenError, SecondIdentityError, EmailInUseError, SignUpClosedError,
   * TooManyAttemptsError, ApplicationNotFoundError
   */
  async open(
    proven: ProvenProfile,
    purpose: SignInPurpose,
    origin: RequestContext,
  ): Promise<ProviderSignedIn> {
    for (let attempt = 1; ; attempt += 1) {
      const owner = purpose.linkTo === null ? await this.accounts.findOwner(proven.profile) : null;
      try {
        return owner === null
          ? await runInRequest(origin, () => this.linkOrCreate(proven, purpose, origin))
          : await this.signInOwner(proven, purpose, owner, origin);
      } catch (error) {
        if (error instanceof SignInRefusedError) {
          throw new TokenRefusedError('account_refused');
        }
        if (!isRace(error)) {
          throw error;
        }
        // Who lost a race looks again, and finds what the other one made.
        if (attempt === MAX_ATTEMPTS) {
          throw new UnavailableError(
            'busy',
            'Too much happens to this account at once. Try again.',
            1,
            error,
          );
        }
      }
    }
  }

  private decide(
    { provider, emailVerified }: ExternalProfile,
    { owner, linker, holder }: Pick<LinkingRows, 'owner' | 'linker' | 'holder'>,
  ): LinkingDecision {
    return decideLinking({
      owner,
      linker,
      holder,
      isEmailVerified: emailVerified,
      linksByEmail: this.config.linkByVerifiedEmail.includes(provider),
      isSignUpOpen: this.signUp.isOpen,
    });
  }

  /** Nothing is locked here: opening the session asks whether the identity is still there. */
  private async signInOwner(
    proven: ProvenProfile,
    purpose: SignInPurpose,
    owner: IdentityOwner,
    origin: RequestContext,
  ): Promise<ProviderSignedIn> {
    const facts = { owner: ownerOf(owner.account), linker: null, holder: null };
    const decision = this.decide(proven.profile, facts);
    if (decision.kind === 'refuse') {
      throw errorOf(decision.reason);
    }
    const signedIn = await this.openSession(owner, proven, purpose, owner.identityId, origin);
    return { ...signedIn, decision: decision.kind };
  }

  private async linkOrCreate(
    proven: ProvenProfile,
    purpose: SignInPurpose,
    origin: RequestContext,
  ): Promise<ProviderSignedIn> {
    const newUser = await this.prepareNewUser(proven.profile, purpose);
    return this.unitOfWork.run(() => this.linkAndSignIn(proven, purpose, newUser, origin));
  }

  /** Outside of the transaction: what takes long, and the count of sign-ups, which nothing that fails later gives back. */
  private async prepareNewUser(
    profile: ExternalProfile,
    { linkTo, completeAccount = asItIs }: SignInPurpose,
  ): Promise<PreparedUser | null> {
    if (linkTo !== null) {
      return null;
    }
    const decision = this.decide(profile, await this.state.read(profile, linkTo));
    if (decision.kind !== 'create') {
      return null;
    }
    await this.throttle.reserveSignUp();
    return this.users.prepare(completeAccount(profile, newAccountOf(profile)));
  }

  private async linkAndSignIn(
    proven: ProvenProfile,
    purpose: SignInPurpose,
    newUser: PreparedUser | null,
    origin: RequestContext,
  ): Promise<ProviderSignedIn> {
    const state = await this.state.lock(proven.profile, purpose.linkTo);
    const decision = this.decide(proven.profile, state);
    const account = await this.accountFor(decision, proven.profile, newUser);
    const permissions = await this.roles.permissionsOfRoles(account.roles.map(({ id }) => id));
    const found = { account, permissions };
    const signedIn = await this.openSession(found, proven, purpose, state.identity?.id ?? null, origin);
    return { ...signedIn, decision: decision.kind };
  }

  private async accountFor(
    decision: LinkingDecision,
    profile: ExternalProfile,
    newUser: PreparedUser | null,
  ): Promise<Account> {
    switch (decision.kind) {
      case 'sign-in':
        return this.directory.get({ id: decision.userId });
      case 'link':
        return this.link(decision.userId, profile, decision.by);
      case 'take-over':
        await this.takeover.run(decision.userId, personOf(profile));
        return this.link(decision.userId, profile, 'email');
      case 'create':
        return this.create(profile, newUser);
      case 'refuse':
        throw errorOf(decision.reason);
    }
  }

  private async create(profile: ExternalProfile, newUser: PreparedUser | null): Promise<Account> {
    if (newUser === null) {
      // Whoever opened the account it would have been linked to deleted it a moment ago.
      throw new ChangedMeanwhile();
    }
    const account = await this.users.signUp(newUser);
    await this.note(account.id, profile, 'sign-up');
    await this.verifications.sendTo(account);
    return account;
  }

  private async link(userId: string, profile: ExternalProfile, by: 'caller' | 'email'): Promise<Account> {
    const account = await this.directory.get({ id: userId });
    await this.note(userId, profile, by);
    await this.notices.signInMethodAdded(account, PROVIDER_TITLES[profile.provider]);
    return account;
  }

  private async note(
    userId: string,
    profile: ExternalProfile,
    by: 'caller' | 'email' | 'sign-up',
  ): Promise<void> {
    const identity = await this.identities.link(userId, profile, emailOf(profile));
    const changed = { identityId: identity.id, provider: profile.provider, by };
    const party = userParty(userId);
    const event = 'identity.linked';
    await this.audit.record({ event, outcome: 'success', actor: party, subject: party, changed });
    await this.events.publish(event, { userId, ...changed });
  }

  private async openSession(
    found: SignInAccount,
    { profile, token }: ProvenProfile,
    { application, hasProfile, terms }: SignInPurpose,
    identityId: string | null,
    request: RequestContext,
  ): Promise<SignedIn> {
    const { account } = found;
    const origin = { provider: profile.provider, amr: AMR, applicationId: application?.id ?? null, request };
    const grounds: SessionGrounds = {
      identityId,
      identityEmail: emailOf(profile),
      token,
    };
    const open = async (profileId: string | null) => {
      const signedIn = await this.signIn.tryOpen(found, { ...origin, profileId }, grounds, terms);
      if (typeof signedIn === 'string') {
        throw refusalOf(signedIn);
      }
      return signedIn;
    };
    if (application === null || !hasProfile) {
      return open(null);
    }
    const known = await this.profiles.findOldest(account.id, application.id);
    if (known !== null) {
      return open(known.id);
    }
    const { displayName, pictureUrl } = personOf(profile);
    const defaults = {
      displayName: displayName ?? account.displayName,
      imageUrl: pictureUrl ?? account.pictureUrl,
    };
    return runInRequest(request, () =>
      this.unitOfWork.run(async () =>
        open((await this.profiles.makeForSignIn(account.id, application.id, defaults)).id),
      ),
    );
  }
}

function asItIs(_profile: ExternalProfile, input: UserInput): UserInput {
  return input;
}

function refusalOf(refusal: OpeningRefusal): Error {
  switch (refusal) {
    case 'refused':
      return new SignInRefusedError();
    case 'application_gone':
      return new ApplicationNotFoundError();
    case 'identity_gone':
      return new ChangedMeanwhile();
    case 'token_used':
      return new TokenRefusedError('replayed');
  }
}

function isRace(error: unknown): boolean {
  return (
    error instanceof ChangedMeanwhile ||
    error instanceof EmailTakenError ||
    error instanceof UserNotFoundError
  );
}

function errorOf(reason: LinkingRefusal): Error {
  switch (reason) {
    case 'account_refused':
      return new TokenRefusedError('account_refused');
    case 'identity_taken':
      return new IdentityTakenError();
    case 'second_identity':
      return new SecondIdentityError();
    case 'email_in_use':
      return new EmailInUseError();
    case 'sign_up_closed':
      return new SignUpClosedError();
  }
}
