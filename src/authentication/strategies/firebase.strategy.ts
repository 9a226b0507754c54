import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import { FirebaseConfig } from '../../config/firebase.config.js';
import type { ProofFor, ProvenProfile } from '../providers/external-profile.js';
import { TokenRefusedError } from '../providers/provider.errors.js';
import { type IdTokenClaims, IdTokenVerifier, textClaim } from './id-token.verifier.js';

const LEEWAY_SECONDS = 60;
const MS_PER_SECOND = 1_000;

/** An ID token of Firebase Authentication -> who somebody is in a project. See Firebase's "Verify ID tokens". */
@Injectable()
export class FirebaseStrategy extends PassportStrategy(Strategy, 'firebase') {
  constructor(
    private readonly config: FirebaseConfig,
    private readonly verifier: IdTokenVerifier,
  ) {
    super();
  }

  /** @throws TokenMalformedError, TokenRefusedError, ProviderUnavailableError */
  async validate(proof: ProofFor<'firebase'>): Promise<ProvenProfile> {
    const { issuerBase, jwksUrl } = this.config;
    const { claims, use } = await this.verifier.verify(proof.identityToken ?? '', {
      jwksUrl,
      audiences: proof.settings.flatMap(({ projectIds }) => projectIds),
      issuersFor: (projectId) => [`${issuerBase}/${projectId}`],
      nonce: proof.nonce,
    });
    assertSomebodySignedIn(claims);
    return {
      profile: {
        provider: 'firebase',
        issuer: claims.iss,
        subject: claims.sub,
        email: textClaim(claims, 'email'),
        emailVerified: claims.email_verified === true,
        name: textClaim(claims, 'name'),
        pictureUrl: textClaim(claims, 'picture'),
      },
      token: use,
    };
  }
}

/** Firebase also gives tokens to people who did not say who they are; those prove nothing. */
function assertSomebodySignedIn({ auth_time: authTime, iat, firebase }: IdTokenClaims): void {
  if (typeof authTime !== 'number' || typeof iat !== 'number') {
    throw new TokenRefusedError('claims');
  }
  if (authTime > Date.now() / MS_PER_SECOND + LEEWAY_SECONDS) {
    throw new TokenRefusedError('not_yet_valid');
  }
  const { sign_in_provider: signInProvider } = (firebase ?? {}) as Record<string, unknown>;
  if (signInProvider === 'anonymous') {
    throw new TokenRefusedError('anonymous');
  }
}
