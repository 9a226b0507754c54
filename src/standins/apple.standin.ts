import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  AuthorizationCodes,
  type AuthorizationRequest,
  type Grant,
  RedirectedRefusal,
  requireCodeGrant,
} from './authorization.js';
import { authenticateByJwt, type StandinClients } from './clients.js';
import { consentRoutes } from './consent.js';
import { json, type StandinRequest, type StandinRoutes } from './exchange.js';
import { type StandinPerson, subjectDigits } from './people.js';
import { SigningKeys } from './signing-keys.js';
import {
  nowInSeconds,
  personOf,
  signAsWished,
  TOKEN_LIFETIME_SECONDS,
  type TokenWish,
} from './token-wish.js';

const MAX_REMEMBERED = 1_000;

/** Sign in with Apple: answers come by form post, client secrets are signed, and the name is told only once. */
export class AppleStandin {
  readonly issuer: string;
  readonly keys = new SigningKeys('apple');
  readonly codes = new AuthorizationCodes();
  readonly routes: StandinRoutes;
  /** Who has told which client their name. */
  private readonly met = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(
    base: string,
    private readonly clients: StandinClients,
  ) {
    this.issuer = `${base}/apple`;
    this.routes = {
      'GET /apple/.well-known/openid-configuration': () => json(this.discovery()),
      'GET /apple/keys': async () => json(await this.keys.publicKeys()),
      'POST /apple/token': (request) => this.token(request),
      ...consentRoutes({
        base,
        provider: 'apple',
        path: '/apple/authorize',
        clients: () => clients.apple,
        codes: this.codes,
        check: refuseQueryMode,
        extra: (grant) => this.introduction(grant),
      }),
    };
  }

  /** An ID token as an application on a phone gets it. Flags are the text `true` or `false`, as Apple may have them. */
  identityToken(wish: TokenWish): Promise<string> {
    const person = personOf(wish);
    const { email, emailVerified } = person;
    return signAsWished(
      this.keys,
      {
        iss: this.issuer,
        aud: wish.audience,
        sub: this.subject(person),
        email: email ?? undefined,
        email_verified: email === null ? undefined : String(emailVerified),
        auth_time: nowInSeconds(),
        nonce_supported: true,
      },
      wish,
    );
  }

  private subject(person: StandinPerson): string {
    return `000000.${subjectDigits('apple', person)}.0000`;
  }

  private async token(request: StandinRequest) {
    const client = await authenticateByJwt(this.clients.apple, this.issuer, request);
    requireCodeGrant(request.form);
    const grant = this.codes.redeem(client.id, request.form);
    return json({
      access_token: randomBytes(24).toString('base64url'),
      token_type: 'Bearer',
      expires_in: TOKEN_LIFETIME_SECONDS,
      refresh_token: randomBytes(24).toString('base64url'),
      id_token: await this.identityToken({ ...grant, audience: client.id }),
    });
  }

  /** The `user` field: with the first answer of a person to a client, and never again. */
  private introduction({ clientId, person, scopes }: Grant): Record<string, string> {
    const meeting = `${clientId} ${person.key}`;
    if (!scopes.includes('name') || this.met.has(meeting)) {
      return {};
    }
    this.met.set(meeting, true);
    const { firstName, lastName, email } = person;
    return { user: JSON.stringify({ name: { firstName, lastName }, email: email ?? undefined }) };
  }

  private discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'email', 'name'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
  }
}

/** Apple answers a request for a name or an address by form post only. */
function refuseQueryMode(request: AuthorizationRequest): void {
  if (request.responseMode !== 'form_post' && request.scopes.some((scope) => scope !== 'openid')) {
    throw new RedirectedRefusal(
      'invalid_request',
      'The response_mode must be form_post when name or email is requested.',
      request,
    );
  }
}
