import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AuthorizationCodes } from './authorization.js';
import type { AwkwardToken } from './awkward-tokens.js';
import { authenticateBySecret, isSame, type SecretClient, type StandinClients } from './clients.js';
import { consentRoutes } from './consent.js';
import {
  json,
  StandinRefusal,
  type StandinAnswer,
  type StandinRequest,
  type StandinRoutes,
} from './exchange.js';
import { decimalSubject, type StandinPerson } from './people.js';
import { SigningKeys } from './signing-keys.js';
import { nowInSeconds, personOf, signAsWished, type TokenWish } from './token-wish.js';

const MAX_ACCESS_TOKENS = 1_000;
const TOKEN_LIFETIME_SECONDS = 5_184_000;
const SUBJECT_DIGITS = 17;
const FOREIGN_APP = { id: '999999999999999', secret: randomBytes(16).toString('hex') };
const BAD_PARAMETER = 100;
const BAD_TOKEN = 190;
const NOT_FOUND_APP = 101;

/** A refusal as the Graph API words them. */
class GraphRefusal extends StandinRefusal {
  constructor(
    readonly code: number,
    message: string,
    readonly type = 'OAuthException',
  ) {
    super('invalid_request', message);
  }
}

interface AccessToken {
  app: Pick<SecretClient, 'id' | 'secret'>;
  person: StandinPerson;
  scopes: readonly string[];
  issuedAt: number;
  expiresAt: number;
}

/** Facebook: the login dialog and as much of the Graph API as proves who somebody is; and Limited Login's ID tokens. */
export class FacebookStandin {
  readonly issuer: string;
  readonly keys = new SigningKeys('facebook');
  readonly codes = new AuthorizationCodes();
  readonly routes: StandinRoutes;
  private readonly accessTokens = new LRUCache<string, AccessToken>({ max: MAX_ACCESS_TOKENS });

  constructor(
    private readonly base: string,
    private readonly clients: StandinClients,
  ) {
    this.issuer = `${base}/facebook`;
    const exchange = graph((request) => this.exchange(request));
    const debug = graph((request) => this.debug(request));
    const me = graph((request) => this.me(request));
    this.routes = {
      'GET /facebook/.well-known/openid-configuration': () => json(this.discovery()),
      'GET /facebook/keys': async () => json(await this.keys.publicKeys()),
      'GET /facebook/graph/oauth/access_token': exchange,
      'POST /facebook/graph/oauth/access_token': exchange,
      'GET /facebook/graph/debug_token': debug,
      'POST /facebook/graph/debug_token': debug,
      'GET /facebook/graph/me': me,
      'POST /facebook/graph/me': me,
      ...consentRoutes({
        base,
        provider: 'facebook',
        path: '/facebook/dialog/oauth',
        clients: () => clients.facebook,
        codes: this.codes,
      }),
    };
  }

  /** The ID token of Limited Login. It has no word on whether the address is verified. */
  identityToken(wish: TokenWish): Promise<string> {
    const person = personOf(wish);
    return signAsWished(
      this.keys,
      {
        iss: this.issuer,
        aud: wish.audience,
        sub: this.subject(person),
        jti: randomUUID(),
        email: person.email ?? undefined,
        name: nameOf(person),
        given_name: person.firstName || undefined,
        family_name: person.lastName || undefined,
        picture: this.picture(person),
      },
      wish,
    );
  }

  /**
   * An access token as an application on a phone gets it.
   * @param app whose it is
   */
  accessToken(
    person: StandinPerson,
    app: Pick<SecretClient, 'id' | 'secret'>,
    awkward?: AwkwardToken,
    scopes: readonly string[] = ['public_profile', 'email'],
  ): string {
    const token = `EAA${randomBytes(48).toString('base64url')}`;
    const issuedAt = nowInSeconds();
    const lifetime = awkward?.access === 'expired' ? -1 : TOKEN_LIFETIME_SECONDS;
    if (awkward?.access !== 'unknown') {
      this.accessTokens.set(token, {
        app: awkward?.access === 'foreign-app' ? FOREIGN_APP : app,
        person: awkward?.person?.(person) ?? person,
        scopes,
        issuedAt,
        expiresAt: issuedAt + lifetime,
      });
    }
    return token;
  }

  private subject(person: StandinPerson): string {
    return decimalSubject('facebook', person, SUBJECT_DIGITS);
  }

  private picture({ key }: StandinPerson): string {
    return `${this.base}/picture?of=${encodeURIComponent(key)}`;
  }

  private async exchange(request: StandinRequest): Promise<StandinAnswer> {
    const parameters = { ...request.query, ...request.form };
    const client = authenticateBySecret(this.clients.facebook, request);
    if (parameters.grant_type === 'fb_exchange_token') {
      return json({
        access_token: this.extended(parameters.fb_exchange_token ?? '', client.id),
        token_type: 'bearer',
        expires_in: TOKEN_LIFETIME_SECONDS,
      });
    }
    const grant = this.codes.redeem(client.id, parameters);
    return json({
      access_token: this.accessToken(grant.person, client, grant.awkward, grant.scopes),
      token_type: 'bearer',
      expires_in: TOKEN_LIFETIME_SECONDS,
      id_token: grant.scopes.includes('openid')
        ? await this.identityToken({ ...grant, audience: client.id })
        : undefined,
    });
  }

  /** Another token, for a living one of the same app; all of them live long here. */
  private extended(text: string, appId: string): string {
    const token = this.accessTokens.get(text);
    if (token === undefined || token.app.id !== appId || token.expiresAt <= nowInSeconds()) {
      throw new GraphRefusal(BAD_TOKEN, 'The access token cannot be exchanged.');
    }
    return this.accessToken(token.person, token.app, undefined, token.scopes);
  }

  /** What a token is worth, told to whoever shows an app's own token, `<id>|<secret>`. */
  private debug(request: StandinRequest): StandinAnswer {
    const { input_token: inputToken = '' } = { ...request.query, ...request.form };
    const [id, secret = ''] = tokenOf(request).split('|', 2);
    const app = this.clients.facebook.find((one) => one.id === id);
    if (app === undefined || !isSame(secret, app.secret)) {
      throw new GraphRefusal(NOT_FOUND_APP, 'The app access token is not valid.');
    }
    const token = this.accessTokens.get(inputToken);
    if (token === undefined) {
      const error = { code: BAD_TOKEN, message: 'The access token could not be decrypted' };
      return json({ data: { error, is_valid: false, scopes: [] } });
    }
    const isExpired = token.expiresAt <= nowInSeconds();
    return json({
      data: {
        app_id: token.app.id,
        type: 'USER',
        application: 'Latchkey',
        expires_at: token.expiresAt,
        issued_at: token.issuedAt,
        is_valid: !isExpired,
        ...(isExpired
          ? { error: { code: BAD_TOKEN, message: 'The session has expired', subcode: 463 } }
          : {}),
        scopes: token.scopes,
        user_id: this.subject(token.person),
      },
    });
  }

  /** The person of a token. The app requires a proof that the caller knows its secret. */
  private me(request: StandinRequest): StandinAnswer {
    const text = tokenOf(request);
    const token = this.accessTokens.get(text);
    if (token === undefined || token.expiresAt <= nowInSeconds()) {
      throw new GraphRefusal(BAD_TOKEN, 'The access token is not valid.');
    }
    const { appsecret_proof: proof = '', fields = 'id,name' } = { ...request.query, ...request.form };
    if (!isSame(proof, createHmac('sha256', token.app.secret).update(text).digest('hex'))) {
      throw new GraphRefusal(BAD_PARAMETER, 'Invalid appsecret_proof.', 'GraphMethodException');
    }
    const { person } = token;
    const known: Record<string, unknown> = {
      id: this.subject(person),
      name: nameOf(person),
      first_name: person.firstName || undefined,
      last_name: person.lastName || undefined,
      email: token.scopes.includes('email') ? (person.email ?? undefined) : undefined,
      picture: { data: { height: 50, width: 50, is_silhouette: false, url: this.picture(person) } },
    };
    const names = ['id', ...fields.split(',').map((field) => field.split(/[.{(]/, 1)[0].trim())];
    return json(Object.fromEntries(names.filter((name) => name in known).map((name) => [name, known[name]])));
  }

  private discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/dialog/oauth`,
      jwks_uri: `${this.issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }
}

/** Words refusals as the Graph API does. */
function graph(
  act: (request: StandinRequest) => StandinAnswer | Promise<StandinAnswer>,
): (request: StandinRequest) => Promise<StandinAnswer> {
  return async (request) => {
    try {
      return await act(request);
    } catch (error) {
      if (!(error instanceof StandinRefusal)) {
        throw error;
      }
      const { code, type } =
        error instanceof GraphRefusal ? error : { code: BAD_PARAMETER, type: 'OAuthException' };
      return json({ error: { message: error.description, type, code, fbtrace_id: randomUUID() } }, 400);
    }
  };
}

function tokenOf({ authorization, query, form }: StandinRequest): string {
  const [, bearer] = /^(?:Bearer|OAuth) (\S+)$/.exec(authorization ?? '') ?? [];
  return bearer ?? form.access_token ?? query.access_token ?? '';
}

function nameOf({ firstName, lastName }: StandinPerson): string | undefined {
  return `${firstName} ${lastName}`.trim() || undefined;
}
