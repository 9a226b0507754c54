import { Injectable } from '@nestjs/common';
import type { Strategy } from 'passport-strategy';
import { AppleConfig } from '../../config/apple.config.js';
import { FacebookConfig } from '../../config/facebook.config.js';
import { GoogleConfig } from '../../config/google.config.js';
import { HttpConfig } from '../../config/http.config.js';
import type { ProviderSettings } from '../../core/applications/provider-settings.js';
import { appleClientSecret, CodeExchange } from '../providers/code-exchange.js';
import { ProviderOffError } from '../providers/provider.errors.js';
import { SignInProviders } from '../providers/sign-in-providers.js';
import { AppleRedirectStrategy } from '../strategies/apple-redirect.strategy.js';
import { FacebookRedirectStrategy } from '../strategies/facebook-redirect.strategy.js';
import { GoogleRedirectStrategy } from '../strategies/google-redirect.strategy.js';
import type { FlowState, RedirectOptions } from '../strategies/redirect-options.js';
import { REDIRECT_PROVIDERS, type RedirectProvider } from './redirect-flow.js';
import { RedirectOffError } from './redirects.errors.js';

/** A client of a provider's that can send people there. */
export interface RedirectClient {
  id: string;
  /** Made when it is needed: Apple's is signed for one request. */
  secret(): string | Promise<string>;
}

const STRATEGIES: Record<RedirectProvider, new (options: RedirectOptions) => Strategy> = {
  google: GoogleRedirectStrategy,
  apple: AppleRedirectStrategy,
  facebook: FacebookRedirectStrategy,
};

/** With which client people are sent to a provider, and by which strategy. */
@Injectable()
export class RedirectClients {
  constructor(
    private readonly http: HttpConfig,
    private readonly google: GoogleConfig,
    private readonly apple: AppleConfig,
    private readonly facebook: FacebookConfig,
    private readonly providers: SignInProviders,
    private readonly codes: CodeExchange,
  ) {}

  /**
   * The first client with a secret; those of the application come first.
   * @param applicationId null for none
   * @throws RedirectOffError
   */
  async get(provider: RedirectProvider, applicationId: string | null): Promise<RedirectClient> {
    const client = await this.find(provider, applicationId);
    if (client === null) {
      throw new RedirectOffError(provider);
    }
    return client;
  }

  /** The providers that people can be sent to without naming an application. */
  async available(): Promise<RedirectProvider[]> {
    const clients = await Promise.all(REDIRECT_PROVIDERS.map((provider) => this.find(provider, null)));
    return REDIRECT_PROVIDERS.filter((_provider, index) => clients[index] !== null);
  }

  /** The address that is registered at the provider. */
  callbackUrl(provider: RedirectProvider): string {
    return `${this.http.publicUrl}/v1/sessions/${provider}/callback`;
  }

  /** The strategy for one request of a flow. */
  strategyOf(provider: RedirectProvider, client: RedirectClient, nonce: string, state: FlowState): Strategy {
    const { authorizationUrl, tokenUrl } = this.endpoints(provider);
    const callbackUrl = this.callbackUrl(provider);
    return new STRATEGIES[provider]({
      authorizationUrl,
      tokenUrl,
      clientId: client.id,
      callbackUrl,
      nonce,
      state,
      exchange: async (code, codeVerifier) =>
        this.codes.exchange({
          tokenUrl,
          clientId: client.id,
          clientSecret: await client.secret(),
          code,
          redirectUri: callbackUrl,
          codeVerifier,
        }),
    });
  }

  private endpoints(provider: RedirectProvider): { authorizationUrl: string; tokenUrl: string } {
    switch (provider) {
      case 'google':
        return this.google;
      case 'apple':
        return this.apple;
      case 'facebook':
        return {
          authorizationUrl: this.facebook.authorizationUrl,
          tokenUrl: `${this.facebook.graphUrl}/oauth/access_token`,
        };
    }
  }

  private async find(
    provider: RedirectProvider,
    applicationId: string | null,
  ): Promise<RedirectClient | null> {
    try {
      const all = await this.providers.settingsOf(provider, applicationId);
      // Each provider's settings have its own members, which the compiler cannot tell from the name.
      const clients = all.map((settings) => this.clientOf(provider, settings as ProviderSettings[never]));
      return clients.find((client) => client !== null) ?? null;
    } catch (error) {
      if (error instanceof ProviderOffError) {
        return null;
      }
      throw error;
    }
  }

  private clientOf(
    provider: RedirectProvider,
    settings: ProviderSettings[RedirectProvider],
  ): RedirectClient | null {
    if ('appId' in settings) {
      return { id: settings.appId, secret: () => settings.appSecret };
    }
    const [clientId = ''] = settings.clientIds;
    if ('clientSecret' in settings) {
      const { clientSecret } = settings;
      return clientSecret === null ? null : { id: clientId, secret: () => clientSecret };
    }
    const { teamId, keyId, privateKey } = settings;
    if (teamId === null || keyId === null || privateKey === null) {
      return null;
    }
    const { issuer } = this.apple;
    return {
      id: clientId,
      secret: () => appleClientSecret({ clientId, teamId, keyId, privateKey, issuer }),
    };
  }
}
