import type { Strategy } from 'passport-strategy';
import type { CredentialKind } from '../../http/mount.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { JwtBearerStrategy } from './jwt-bearer.strategy.js';
import { OpaqueTokenStrategy } from './opaque-token.strategy.js';
import { SessionSecretStrategy } from './session-secret.strategy.js';

/** The strategies that recognise the credential of a request, by its kind. A mount lists the kinds it accepts, in order. */
export const CREDENTIAL_STRATEGIES = {
  'access-token': JwtBearerStrategy,
  'opaque-token': OpaqueTokenStrategy,
  'api-key': ApiKeyStrategy,
  'session-secret': SessionSecretStrategy,
} as const satisfies Partial<Record<CredentialKind, new (...dependencies: never[]) => Strategy>>;
