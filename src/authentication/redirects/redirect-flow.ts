import type { ProviderName } from '../../core/applications/provider-settings.js';

/** The providers that people can be sent to. */
export const REDIRECT_PROVIDERS = ['google', 'apple', 'facebook'] as const satisfies readonly ProviderName[];
export type RedirectProvider = (typeof REDIRECT_PROVIDERS)[number];

/** A sign-in that is under way at a provider, as the browser keeps it for us. */
export interface RedirectFlow {
  provider: RedirectProvider;
  /** Random; comes back with the answer and is good once. */
  state: string;
  /** What the ID token has to be bound to. */
  nonce: string;
  /** Of PKCE; null where the provider does not offer it. */
  codeVerifier: string | null;
  /** The client that sends people there; the code is for it. */
  clientId: string;
  applicationId: string | null;
  /** Where to go in the end; an absolute URL that is allowed. */
  returnTo: string;
  /** Seconds since 1970. */
  expiresAt: number;
}
