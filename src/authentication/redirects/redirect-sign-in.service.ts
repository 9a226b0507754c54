import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../common/errors.js';
import { ApplicationsService } from '../../core/applications/applications.service.js';
import {
  FLOW_LIFETIME_SECONDS,
  type RedirectAnswer,
  RedirectStates,
} from '../../core/redirects/redirect-states.service.js';
import { SignInCodes } from '../../core/redirects/sign-in-codes.service.js';
import { ProviderSessionsService } from '../provider-sessions.service.js';
import type { ExchangedTokens } from '../providers/code-exchange.js';
import type { ProviderProof } from '../providers/external-profile.js';
import { ProviderUnavailableError, TokenRefusedError } from '../providers/provider.errors.js';
import { runRedirectStrategy } from '../run-strategy.js';
import { SessionRenewal } from '../session-renewal.js';
import type { SignedIn } from '../sign-in.service.js';
import type { FlowState } from '../strategies/redirect-options.js';
import { FlowCookies } from './flow-cookies.js';
import { type ProviderAnswer, readAppleName } from './provider-answer.js';
import { RedirectClients } from './redirect-clients.js';
import type { RedirectFlow, RedirectProvider } from './redirect-flow.js';
import { CodeRefusedError, FlowRefusedError, ProviderDeniedError } from './redirects.errors.js';
import { ReturnTargets, withOutcome } from './return-target.js';

const SECRET_BYTES = 32;
const MS_PER_SECOND = 1_000;
/** RFC 6749 4.1.2.1: words for troubles of the provider's own, which pass. */
const TROUBLES = ['temporarily_unavailable', 'server_error'];

/** Where a browser is sent, and what it is to remember. */
export interface SentAway {
  location: string;
  /** `Set-Cookie` headers. */
  cookies: string[];
}

/**
 * Sign-in by sending a browser to a provider. The browser keeps the flow in an encrypted cookie; its state is used up in
 * the database, so that it is good once on all replicas; a provider that posts its answer has it kept until the browser,
 * which sends no cookie with a post from elsewhere, comes for it.
 */
@Injectable()
export class RedirectSignIn {
  constructor(
    private readonly targets: ReturnTargets,
    private readonly applications: ApplicationsService,
    private readonly clients: RedirectClients,
    private readonly cookies: FlowCookies,
    private readonly states: RedirectStates,
    private readonly codes: SignInCodes,
    private readonly sessions: ProviderSessionsService,
    private readonly renewal: SessionRenewal,
  ) {}

  /**
   * Begins a flow.
   * @param cookieHeader of the request
   * @throws ReturnUrlRefusedError, ApplicationNotFoundError, RedirectOffError
   */
  async start(
    provider: RedirectProvider,
    { returnTo, applicationId }: { returnTo: string; applicationId?: string },
    cookieHeader: string | undefined,
  ): Promise<SentAway> {
    const target = this.targets.resolve(returnTo);
    const application = applicationId === undefined ? null : await this.applications.get(applicationId);
    const client = await this.clients.get(provider, application?.id ?? null);
    const flow: RedirectFlow = {
      provider,
      state: randomText(),
      nonce: randomText(),
      codeVerifier: null,
      clientId: client.id,
      applicationId: application?.id ?? null,
      returnTo: target,
      expiresAt: Math.floor(Date.now() / MS_PER_SECOND) + FLOW_LIFETIME_SECONDS,
    };
    const strategy = this.clients.strategyOf(provider, client, flow.nonce, stateOf(flow));
    const outcome = await runRedirectStrategy(strategy, {});
    if (outcome.kind !== 'redirect') {
      throw new Error('A redirect strategy did not redirect.');
    }
    if (provider === 'apple') {
      await this.states.expect(flow.state);
    }
    return { location: outcome.location, cookies: this.cookies.start(flow, cookieHeader) };
  }

  /**
   * Takes what Apple posts.
   * @returns where the browser has to come for it, with its cookie this time
   * @throws FlowRefusedError
   */
  async keepPosted({ state = '', ...answer }: ProviderAnswer): Promise<string> {
    if (!(await this.states.keep(state, answer))) {
      throw new FlowRefusedError();
    }
    return withOutcome(this.clients.callbackUrl('apple'), { state });
  }

  /**
   * Ends a flow: opens a session, and sends the browser to where it wanted to go with a code for it, or with what went
   * wrong.
   * @throws FlowRefusedError when it is no flow that this browser began, or one that is over
   */
  async finish(
    provider: RedirectProvider,
    { state = '', ...inQuery }: ProviderAnswer,
    cookieHeader: string | undefined,
  ): Promise<SentAway> {
    const flow = await this.cookies.find(state, cookieHeader);
    const posted = flow?.provider === provider ? await this.states.use(state) : null;
    if (flow === null || posted === null) {
      throw new FlowRefusedError();
    }
    const outcome = await this.outcomeOf(flow, provider === 'apple' ? posted : inQuery);
    return { location: withOutcome(flow.returnTo, outcome), cookies: [this.cookies.end(flow)] };
  }

  /**
   * The session that a code stands for.
   * @throws CodeRefusedError
   */
  async exchange(code: string): Promise<SignedIn> {
    const session = await this.codes.use(code);
    const signedIn = session === null ? null : await this.renewal.resume(session);
    if (signedIn === null || signedIn.account.status !== 'active') {
      throw new CodeRefusedError();
    }
    return signedIn;
  }

  private async outcomeOf(flow: RedirectFlow, answer: RedirectAnswer): Promise<Record<string, string>> {
    const { provider, applicationId } = flow;
    try {
      const { session } = await this.sessions.signIn({
        provider,
        proof: () => this.proofOf(flow, answer),
        application: applicationId ?? undefined,
        hasProfile: true,
        linkTo: null,
        showsReason: false,
      });
      return { code: await this.codes.create(session) };
    } catch (error) {
      if (!(error instanceof DomainError)) {
        throw error;
      }
      const isPassing = error.kind === 'unavailable' || error.kind === 'rate_limited';
      return { error: isPassing ? 'temporarily_unavailable' : 'access_denied', error_code: error.code };
    }
  }

  private async proofOf(flow: RedirectFlow, answer: RedirectAnswer): Promise<ProviderProof> {
    const { provider, nonce, state, applicationId, clientId } = flow;
    const { code, error, user } = answer;
    if (code === undefined || error !== undefined) {
      throw error !== undefined && TROUBLES.includes(error)
        ? new ProviderUnavailableError()
        : new ProviderDeniedError();
    }
    const client = await this.clients.get(provider, applicationId);
    if (client.id !== clientId) {
      // Somebody changed the settings in between; the code is for a client that is not ours any more.
      throw new TokenRefusedError('client_refused');
    }
    const strategy = this.clients.strategyOf(provider, client, nonce, stateOf(flow));
    const outcome = await runRedirectStrategy<ExchangedTokens>(strategy, { code, state });
    const tokens = outcome.kind === 'proven' ? outcome.proven : {};
    if (provider === 'facebook' ? tokens.accessToken === undefined : tokens.idToken === undefined) {
      throw new TokenRefusedError('code_refused');
    }
    return provider === 'facebook'
      ? { accessToken: tokens.accessToken }
      : { identityToken: tokens.idToken, nonce, ...(provider === 'apple' ? readAppleName(user) : {}) };
  }
}

/** What Passport asks about the state: the flow has it, and whoever calls has compared and used it up already. */
function stateOf(flow: RedirectFlow): FlowState {
  return {
    store(_request, codeVerifier, _state, _meta, done) {
      flow.codeVerifier = codeVerifier ?? null;
      done(null, flow.state);
    },
    verify(_request, _state, _meta, done) {
      done(null, flow.codeVerifier ?? true);
    },
  };
}

function randomText(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}
