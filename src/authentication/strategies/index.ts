import type { Strategy } from 'passport-strategy';
import type { CredentialKind } from '../../http/mount.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import type { ProviderName } from '../../core/applications/provider-settings.js';
import { AppleStrategy } from './apple.strategy.js';
import { FacebookStrategy } from './facebook.strategy.js';
import { FirebaseStrategy } from './firebase.strategy.js';
import { GoogleStrategy } from './google.strategy.js';
import { BasicStrategy } from './basic.strategy.js';
import { EncodedApiKeyStrategy } from './encoded-api-key.strategy.js';
import { JwtBearerStrategy } from './jwt-bearer.strategy.js';
import { OpaqueTokenStrategy } from './opaque-token.strategy.js';
import { SessionSecretStrategy } from './session-secret.strategy.js';

/** The strategies that recognise the credential of a request, by its kind. A mount lists the kinds it accepts, in order. */
export const CREDENTIAL_STRATEGIES = {
  'access-token': JwtBearerStrategy,
  'opaque-token': OpaqueTokenStrategy,
  'api-key': ApiKeyStrategy,
  'session-secret': SessionSecretStrategy,
  'encoded-api-key': EncodedApiKeyStrategy,
  basic: BasicStrategy,
} as const satisfies Partial<Record<CredentialKind, new (...dependencies: never[]) => Strategy>>;

/** The strategies that prove who somebody is at a provider. */
export const PROVIDER_STRATEGIES = {
  google: GoogleStrategy,
  apple: AppleStrategy,
  facebook: FacebookStrategy,
  firebase: FirebaseStrategy,
} as const satisfies Record<ProviderName, new (...dependencies: never[]) => object>;
