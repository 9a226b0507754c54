import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Strategy } from 'passport-strategy';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import { runStrategy } from '../run-strategy.js';
import { PROVIDER_STRATEGIES } from '../strategies/index.js';
import type { ProofFor, ProvenProfile, ProviderProof } from './external-profile.js';
import {
  ProofAmbiguousError,
  ProviderUnavailableError,
  RedirectUriRefusedError,
  TokenRefusedError,
} from './provider.errors.js';
import { ReturnUrls } from './return-urls.js';
import { SignInProviders } from './sign-in-providers.js';

/** What can be a proof at each provider. */
const PROOFS: Readonly<Record<ProviderName, readonly (keyof ProviderProof)[]>> = {
  google: ['identityToken', 'code'],
  apple: ['identityToken', 'code'],
  facebook: ['accessToken', 'identityToken'],
  firebase: ['identityToken'],
};
/** What Google's own script has in place of a redirect URI. */
const GOOGLE_POPUP = 'postmessage';
/** However many calls a proof takes, nobody waits longer for a provider. */
const DEADLINE_MS = 5_000;

/** Proves who somebody is at a provider, with the strategy of that provider. Holds no transaction while it waits. */
@Injectable()
export class ProviderProofs {
  private readonly strategies = new Map<ProviderName, Strategy>();

  constructor(
    private readonly providers: SignInProviders,
    private readonly returnUrls: ReturnUrls,
    private readonly moduleRef: ModuleRef,
  ) {}

  /**
   * @param applicationId whose settings count besides those of the process; null for none
   * @throws ProofAmbiguousError, RedirectUriRefusedError, ProviderOffError, CodesOffError, TokenMalformedError, TokenRefusedError, ProviderUnavailableError
   */
  async prove(
    provider: ProviderName,
    proof: ProviderProof,
    applicationId: string | null,
  ): Promise<ProvenProfile> {
    this.assertComplete(provider, proof);
    const settings = await this.providers.settingsOf(provider, applicationId);
    const input: ProofFor<ProviderName> = { ...proof, settings };
    const proven = await withDeadline(runStrategy<ProvenProfile>(this.strategyOf(provider), input));
    if (proven === null) {
      throw new TokenRefusedError('claims');
    }
    return proven;
  }

  private strategyOf(provider: ProviderName): Strategy {
    const known = this.strategies.get(provider);
    if (known !== undefined) {
      return known;
    }
    const strategy = this.moduleRef.get<unknown, Strategy>(PROVIDER_STRATEGIES[provider], { strict: false });
    this.strategies.set(provider, strategy);
    return strategy;
  }

  private assertComplete(provider: ProviderName, proof: ProviderProof): void {
    const members = PROOFS[provider];
    if (members.filter((member) => proof[member] !== undefined).length !== 1) {
      throw new ProofAmbiguousError(members);
    }
    const { code, redirectUri } = proof;
    if (code === undefined) {
      return;
    }
    const isPopup = provider === 'google' && redirectUri === GOOGLE_POPUP;
    if (redirectUri === undefined || !(isPopup || this.returnUrls.isAllowed(redirectUri))) {
      throw new RedirectUriRefusedError(redirectUri === undefined);
    }
  }
}

/** @throws ProviderUnavailableError when it takes too long; what is under way ends by itself, unheard */
function withDeadline<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ProviderUnavailableError()), DEADLINE_MS);
    const settle =
      <Outcome>(end: (outcome: Outcome) => void) =>
      (outcome: Outcome) => {
        clearTimeout(timer);
        end(outcome);
      };
    work.then(settle(resolve), settle(reject));
  });
}
