import type { ProviderName, ProviderSettingsOf } from '../../core/applications/provider-settings.js';
import type { TokenUse } from '../../core/identities/used-tokens.js';

/** Who a provider says somebody is, proven. */
export interface ExternalProfile {
  provider: ProviderName;
  issuer: string;
  subject: string;
  /** As the provider wrote it. */
  email?: string;
  emailVerified: boolean;
  name?: string;
  givenName?: string;
  familyName?: string;
  pictureUrl?: string;
}

/** What somebody sends to prove who they are at a provider; which members there are depends on the provider. */
export interface ProviderProof {
  identityToken?: string;
  accessToken?: string;
  /** Of the authorization code flow, with the redirect URI it was made for. */
  code?: string;
  redirectUri?: string;
  codeVerifier?: string;
  /** What the ID token must be bound to; it is good once then. */
  nonce?: string;
}

/** A proof, and what it may be a proof of. */
export type ProofFor<P extends ProviderName> = ProviderProof & {
  /** Never empty; those of the application before those of the process. */
  settings: readonly ProviderSettingsOf<P>[];
};

/** What a strategy makes of a proof. */
export interface ProvenProfile {
  profile: ExternalProfile;
  /** The ID token it came from; null for access tokens, which the provider itself answers for each time. */
  token: TokenUse | null;
}
