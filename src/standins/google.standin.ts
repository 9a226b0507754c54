import { randomBytes, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AuthorizationCodes, requireCodeGrant } from './authorization.js';
import { authenticateBySecret, type StandinClients } from './clients.js';
import { consentRoutes } from './consent.js';
import { json, StandinRefusal, type StandinRequest, type StandinRoutes } from './exchange.js';
import { decimalSubject, type StandinPerson } from './people.js';
import { SigningKeys } from './signing-keys.js';
import { personOf, signAsWished, TOKEN_LIFETIME_SECONDS, type TokenWish } from './token-wish.js';

const MAX_ACCESS_TOKENS = 1_000;
const SUBJECT_DIGITS = 21;

/** Google as OpenID Connect clients see it: discovery, keys, authorize page, token and userinfo endpoint. */
export class GoogleStandin {
  readonly issuer: string;
  readonly keys = new SigningKeys('google');
  readonly codes = new AuthorizationCodes();
  readonly routes: StandinRoutes;
  private readonly accessTokens = new LRUCache<string, StandinPerson>({
    max: MAX_ACCESS_TOKENS,
    ttl: TOKEN_LIFETIME_SECONDS * 1_000,
  });

  constructor(
    private readonly base: string,
    private readonly clients: StandinClients,
  ) {
    this.issuer = `${base}/google`;
    this.routes = {
      'GET /google/.well-known/openid-configuration': () => json(this.discovery()),
      'GET /google/keys': async () => json(await this.keys.publicKeys()),
      'POST /google/token': (request) => this.token(request),
      'GET /google/userinfo': (request) => this.userinfo(request),
      ...consentRoutes({
        base,
        provider: 'google',
        path: '/google/authorize',
        clients: () => clients.google,
        codes: this.codes,
      }),
    };
  }

  /** An ID token as an application on a phone gets it. */
  identityToken(wish: TokenWish): Promise<string> {
    const { sub, ...profile } = this.profile(personOf(wish));
    const { audience } = wish;
    return signAsWished(
      this.keys,
      { iss: this.issuer, azp: audience, aud: audience, sub, ...profile, jti: randomUUID() },
      wish,
    );
  }

  private async token(request: StandinRequest) {
    const client = authenticateBySecret(this.clients.google, request);
    requireCodeGrant(request.form);
    const grant = this.codes.redeem(client.id, request.form);
    const accessToken = randomBytes(24).toString('base64url');
    this.accessTokens.set(accessToken, grant.person);
    return json({
      access_token: accessToken,
      expires_in: TOKEN_LIFETIME_SECONDS,
      scope: grant.scopes.join(' '),
      token_type: 'Bearer',
      // OpenID Connect Core 3.1.2.1: without this scope it is plain OAuth.
      id_token: grant.scopes.includes('openid')
        ? await this.identityToken({ ...grant, audience: client.id })
        : undefined,
    });
  }

  private userinfo({ authorization }: StandinRequest) {
    const [, token = ''] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
    const person = this.accessTokens.get(token);
    if (person === undefined) {
      throw new StandinRefusal('invalid_token', 'The access token is unknown or has expired.', 401);
    }
    return json(this.profile(person));
  }

  private profile(person: StandinPerson) {
    return {
      sub: decimalSubject('google', person, SUBJECT_DIGITS),
      email: person.email ?? undefined,
      email_verified: person.email === null ? undefined : person.emailVerified,
      name: `${person.firstName} ${person.lastName}`.trim() || undefined,
      given_name: person.firstName || undefined,
      family_name: person.lastName || undefined,
      picture: `${this.base}/picture?of=${encodeURIComponent(person.key)}`,
    };
  }

  private discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'profile'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      code_challenge_methods_supported: ['S256'],
    };
  }
}
