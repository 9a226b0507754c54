import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import { AppleConfig } from '../../config/apple.config.js';
import { appleClientSecret, CodeExchange } from '../providers/code-exchange.js';
import type { ProofFor, ProvenProfile } from '../providers/external-profile.js';
import { CodesOffError, TokenRefusedError } from '../providers/provider.errors.js';
import { IdTokenVerifier, textClaim } from './id-token.verifier.js';

/** An ID token of Apple's, or a code for one -> who somebody is at Apple. Names are in neither. */
@Injectable()
export class AppleStrategy extends PassportStrategy(Strategy, 'apple') {
  constructor(
    private readonly config: AppleConfig,
    private readonly verifier: IdTokenVerifier,
    private readonly codes: CodeExchange,
  ) {
    super();
  }

  /** @throws TokenMalformedError, TokenRefusedError, CodesOffError, ProviderUnavailableError */
  async validate(proof: ProofFor<'apple'>): Promise<ProvenProfile> {
    const { issuer, jwksUrl } = this.config;
    const { claims, use } = await this.verifier.verify(proof.identityToken ?? (await this.exchange(proof)), {
      jwksUrl,
      audiences: proof.settings.flatMap(({ clientIds }) => clientIds),
      issuersFor: () => [issuer],
      nonce: proof.nonce,
    });
    return {
      profile: {
        provider: 'apple',
        issuer,
        subject: claims.sub,
        email: textClaim(claims, 'email'),
        // Apple documents both a boolean and a string.
        emailVerified: claims.email_verified === true || claims.email_verified === 'true',
      },
      token: use,
    };
  }

  private async exchange(proof: ProofFor<'apple'>): Promise<string> {
    const client = proof.settings.find(({ privateKey }) => privateKey !== null);
    const { teamId = null, keyId = null, privateKey = null } = client ?? {};
    if (client === undefined || teamId === null || keyId === null || privateKey === null) {
      throw new CodesOffError('apple');
    }
    const [clientId] = client.clientIds;
    const { issuer, tokenUrl } = this.config;
    const { idToken } = await this.codes.exchange({
      tokenUrl,
      clientId,
      clientSecret: await appleClientSecret({ clientId, teamId, keyId, privateKey, issuer }),
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
