import { Injectable } from '@nestjs/common';
import { ApiKeyRefusedError, UnauthenticatedError } from '../authorization/authorization.errors.js';
import { isAdministrative, type Principal } from '../authorization/principal.js';
import { DomainError } from '../common/errors.js';
import { currentRequest, type RequestContext, runInRequest } from '../common/request-context.js';
import type { ProviderName } from '../core/applications/provider-settings.js';
import { ApplicationsService } from '../core/applications/applications.service.js';
import { ANONYMOUS, AuditService, userParty, type AuditParty } from '../core/audit/audit.service.js';
import { IdentitiesService } from '../core/identities/identities.service.js';
import { KeyedDigest } from '../keys/keyed-digest.js';
import { assertFreshSignIn } from './fresh-sign-in.js';
import {
  type ProviderSignedIn,
  ProviderSignInService,
  type SignInPurpose,
} from './provider-sign-in.service.js';
import type { ExternalProfile, ProvenProfile, ProviderProof } from './providers/external-profile.js';
import { ProviderProofs } from './providers/provider-proofs.js';
import { TokenRefusedError } from './providers/provider.errors.js';
import { SignInThrottle } from './sign-in.throttle.js';

/** The kinds of failure that say something about who tried to come in. */
const AUDITED_KINDS: readonly DomainError['kind'][] = [
  'unauthenticated',
  'forbidden',
  'conflict',
  'rejected',
  'unavailable',
];

/** A sign-in by a provider, as a door asks for it. */
export interface ProviderSignInRequest extends Omit<SignInPurpose, 'application'> {
  provider: ProviderName;
  /** A function where getting it is a part of the sign-in: it is counted before, and what it throws is written down. */
  proof: ProviderProof | (() => Promise<ProviderProof>);
  /** Id or name of the application that is signed in to. */
  application?: string;
  /** Whether the caller may know why a token was refused. */
  showsReason: boolean;
}

/** Sign-in by providers, for every door: counted, proven, carried out and written down. */
@Injectable()
export class ProviderSessionsService {
  constructor(
    private readonly throttle: SignInThrottle,
    private readonly applications: ApplicationsService,
    private readonly proofs: ProviderProofs,
    private readonly signIns: ProviderSignInService,
    private readonly identities: IdentitiesService,
    private readonly digest: KeyedDigest,
    private readonly audit: AuditService,
  ) {}

  /**
   * Signs in with a provider's proof, or links the identity to the caller when they ask for it.
   * @param caller whoever is signed in; undefined when nobody is
   * @param origin where they ask from; asked for without a request context
   * @throws UnauthenticatedError, ApiKeyRefusedError, SignInTooOldError, and what `signIn` throws
   */
  async signInOrLink(
    caller: Principal | undefined,
    isLinking: boolean,
    { provider, proof, application }: Pick<ProviderSignInRequest, 'provider' | 'proof' | 'application'>,
    origin: RequestContext,
  ): Promise<ProviderSignedIn> {
    const request = {
      provider,
      proof,
      application,
      hasProfile: true,
      linkTo: isLinking ? linkerOf(caller) : null,
      showsReason: caller !== undefined && isAdministrative(caller),
    };
    return this.signIn(request, origin);
  }

  /**
   * @param origin where it is asked from; the running request unless given
   * @throws TooManyAttemptsError, ApplicationNotFoundError, ProviderOffError, CodesOffError, TokenMalformedError,
   * TokenRefusedError, ProviderUnavailableError, IdentityTakenError, SecondIdentityError, EmailInUseError,
   * SignUpClosedError
   */
  async signIn(
    request: ProviderSignInRequest,
    origin: RequestContext = currentRequest(),
  ): Promise<ProviderSignedIn> {
    const {
      provider,
      proof,
      application: name,
      showsReason,
      hasProfile,
      linkTo,
      terms,
      completeAccount,
    } = request;
    await this.throttle.reserveProviderSignIn(origin);
    const application = name === undefined ? null : await this.applications.get(name);
    let proven: ProvenProfile;
    try {
      const given = typeof proof === 'function' ? await proof() : proof;
      proven = await this.proofs.prove(provider, given, application?.id ?? null);
    } catch (error) {
      throw await runInRequest(origin, () => this.noteFailure(error, provider, null, showsReason));
    }
    const purpose = { application, hasProfile, linkTo, terms, completeAccount };
    return this.open(proven, purpose, showsReason, origin);
  }

  /** Signs in with what was proven already, for flows that prove in steps of their own; not counted here. */
  async open(
    proven: ProvenProfile,
    purpose: SignInPurpose,
    showsReason: boolean,
    origin: RequestContext = currentRequest(),
  ): Promise<ProviderSignedIn> {
    try {
      return await this.signIns.open(proven, purpose, origin);
    } catch (error) {
      const { profile } = proven;
      throw await runInRequest(origin, () => this.noteFailure(error, profile.provider, profile, showsReason));
    }
  }

  /** Writes down why nobody came in. @returns the error as the caller may see it */
  private async noteFailure(
    error: unknown,
    provider: ProviderName,
    profile: ExternalProfile | null,
    showsReason: boolean,
  ): Promise<unknown> {
    const isRefusal = error instanceof TokenRefusedError;
    if (error instanceof DomainError && AUDITED_KINDS.includes(error.kind)) {
      await this.audit.record({
        event: 'session.created',
        outcome: 'failure',
        reason: isRefusal ? `${error.code}:${error.reason}` : error.code,
        actor: ANONYMOUS,
        subject: profile === null ? ANONYMOUS : await this.subjectOf(profile),
        changed: { provider },
      });
    }
    return isRefusal ? new TokenRefusedError(error.reason, showsReason) : error;
  }

  private async subjectOf(profile: ExternalProfile): Promise<AuditParty> {
    const identity = await this.identities.find(profile);
    const { provider, issuer, subject } = profile;
    return identity === null
      ? {
          kind: 'identifier',
          id: this.digest.of('unknown identity', JSON.stringify([provider, issuer, subject])),
        }
      : userParty(identity.userId);
  }
}

/** Linking opens the account to somebody else, so it takes a person who signed in a moment ago. */
function linkerOf(caller: Principal | undefined): string {
  if (caller === undefined) {
    throw new UnauthenticatedError(false);
  }
  if (caller.apiKeyId !== null) {
    throw new ApiKeyRefusedError();
  }
  assertFreshSignIn(caller);
  return caller.userId;
}
