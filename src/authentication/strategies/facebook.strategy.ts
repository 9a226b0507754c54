import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-custom';
import { FacebookConfig } from '../../config/facebook.config.js';
import type { ProviderSettings } from '../../core/applications/provider-settings.js';
import type { ExternalProfile, ProofFor, ProvenProfile } from '../providers/external-profile.js';
import { ProviderHttp } from '../providers/provider-http.js';
import { TokenRefusedError } from '../providers/provider.errors.js';
import { IdTokenVerifier, textClaim } from './id-token.verifier.js';

const FIELDS = 'id,name,email,first_name,last_name,picture';
const MS_PER_SECOND = 1_000;

type Answer = Readonly<Record<string, unknown>>;

/**
 * An access token of Facebook's, which Facebook itself is asked about, or an ID token of its Limited Login -> who somebody
 * is at Facebook. It says of no address whether it is verified, so none counts as verified.
 */
@Injectable()
export class FacebookStrategy extends PassportStrategy(Strategy, 'facebook') {
  constructor(
    private readonly config: FacebookConfig,
    private readonly verifier: IdTokenVerifier,
    private readonly http: ProviderHttp,
  ) {
    super();
  }

  /** @throws TokenMalformedError, TokenRefusedError, ProviderUnavailableError */
  async validate(proof: ProofFor<'facebook'>): Promise<ProvenProfile> {
    if (proof.identityToken !== undefined) {
      return this.verifyIdToken(proof.identityToken, proof);
    }
    if (proof.nonce !== undefined) {
      // An access token is bound to none.
      throw new TokenRefusedError('nonce');
    }
    return { profile: await this.profileOf(proof.accessToken ?? '', proof.settings), token: null };
  }

  private async verifyIdToken(
    token: string,
    { settings, nonce }: ProofFor<'facebook'>,
  ): Promise<ProvenProfile> {
    const { issuer, jwksUrl } = this.config;
    const audiences = settings.map(({ appId }) => appId);
    const { claims, use } = await this.verifier.verify(token, {
      jwksUrl,
      audiences,
      issuersFor: () => [issuer],
      nonce,
    });
    const profile = { ...this.person(claims), subject: claims.sub, pictureUrl: textClaim(claims, 'picture') };
    return { profile, token: use };
  }

  /** Asks Facebook whose token it is, for each app it may have been issued to, and then who that is. */
  private async profileOf(
    accessToken: string,
    apps: readonly ProviderSettings['facebook'][],
  ): Promise<ExternalProfile> {
    for (const app of apps) {
      const userId = await this.userOf(accessToken, app);
      if (userId !== null) {
        return this.readPerson(accessToken, app, userId);
      }
    }
    throw new TokenRefusedError('access_token');
  }

  /** @returns null when it is no living access token of a person, issued to this app */
  private async userOf(
    accessToken: string,
    { appId, appSecret }: ProviderSettings['facebook'],
  ): Promise<string | null> {
    const answer = await this.ask('debug_token', `${appId}|${appSecret}`, { input_token: accessToken });
    const { is_valid: isValid, app_id: issuedTo, user_id: userId, expires_at: expiresAt } = dataOf(answer);
    // 0 stands for a token that does not expire.
    const isOver = expiresAt !== 0 && !(Number(expiresAt) > Date.now() / MS_PER_SECOND);
    const isOurs = isValid === true && issuedTo === appId && !isOver;
    return isOurs && typeof userId === 'string' && /^\d{1,255}$/.test(userId) ? userId : null;
  }

  private async readPerson(
    accessToken: string,
    { appSecret }: ProviderSettings['facebook'],
    userId: string,
  ): Promise<ExternalProfile> {
    const proof = createHmac('sha256', appSecret).update(accessToken).digest('hex');
    const person = await this.ask('me', accessToken, { fields: FIELDS, appsecret_proof: proof });
    if (person?.id !== userId) {
      throw new TokenRefusedError('access_token');
    }
    const { is_silhouette: isSilhouette, url } = dataOf(person.picture as Answer | undefined);
    return {
      ...this.person({ ...person, given_name: person.first_name, family_name: person.last_name }),
      subject: userId,
      pictureUrl: typeof url === 'string' && isSilhouette !== true ? url : undefined,
    };
  }

  private person(claims: Answer): Omit<ExternalProfile, 'subject'> {
    return {
      provider: 'facebook',
      issuer: this.config.issuer,
      email: textClaim(claims, 'email'),
      emailVerified: false,
      name: textClaim(claims, 'name'),
      givenName: textClaim(claims, 'given_name'),
      familyName: textClaim(claims, 'family_name'),
    };
  }

  /** A POST that stands for a GET, as the Graph API has it, so that no token is in a URL. Null when it is refused. */
  private async ask(edge: string, bearer: string, form: Record<string, string>): Promise<Answer | null> {
    const url = `${this.config.graphUrl}/${edge}`;
    const { status, body } = await this.http.ask(url, { bearer, form: { method: 'get', ...form } });
    return status === 200 ? ((body ?? {}) as Answer) : null;
  }
}

function dataOf(answer: Answer | null | undefined): Answer {
  return (answer?.data ?? {}) as Answer;
}
