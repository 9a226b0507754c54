import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import { GoogleConfig } from '../../config/google.config.js';
import { CodeExchange } from '../providers/code-exchange.js';
import { CodesOffError, TokenRefusedError } from '../providers/provider.errors.js';
import type { ProofFor, ProvenProfile } from '../providers/external-profile.js';
import { IdTokenVerifier, textClaim } from './id-token.verifier.js';

/** An ID token of Google's, or a code for one -> who somebody is at Google. */
@Injectable()
export class GoogleStrategy extends PassportStrategy(Strategy, 'google') {
  constructor(
    private readonly config: GoogleConfig,
    private readonly verifier: IdTokenVerifier,
    private readonly codes: CodeExchange,
  ) {
    super();
  }

  /** @throws TokenMalformedError, TokenRefusedError, CodesOffError, ProviderUnavailableError */
  async validate(proof: ProofFor<'google'>): Promise<ProvenProfile> {
    const { issuer, jwksUrl } = this.config;
    const { claims, use } = await this.verifier.verify(proof.identityToken ?? (await this.exchange(proof)), {
      jwksUrl,
      audiences: proof.settings.flatMap(({ clientIds }) => clientIds),
      // Google writes its issuer with and without the scheme; it is one all the same.
      issuersFor: () => [issuer, issuer.replace(/^https?:\/\//, '')],
      nonce: proof.nonce,
    });
    return {
      profile: {
        provider: 'google',
        issuer,
        subject: claims.sub,
        email: textClaim(claims, 'email'),
        emailVerified: claims.email_verified === true,
        name: textClaim(claims, 'name'),
        givenName: textClaim(claims, 'given_name'),
        familyName: textClaim(claims, 'family_name'),
        pictureUrl: textClaim(claims, 'picture'),
      },
      token: use,
    };
  }

  private async exchange(proof: ProofFor<'google'>): Promise<string> {
    const client = proof.settings.find(({ clientSecret }) => clientSecret !== null);
    if (client === undefined || client.clientSecret === null) {
      throw new CodesOffError('google');
    }
    const { idToken } = await this.codes.exchange({
      tokenUrl: this.config.tokenUrl,
      clientId: client.clientIds[0],
      clientSecret: client.clientSecret,
      code: proof.code ?? '',
      redirectUri: proof.redirectUri ?? '',
      codeVerifier: proof.codeVerifier,
    });
    if (idToken === undefined) {
      throw new TokenRefusedError('code_refused');
    }
    return idToken;
  }
}
