import { createPublicKey } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { standinVariables } from '../../src/config/standin-variables.js';
import { findAwkwardToken, type AwkwardName, type Claims } from '../../src/standins/awkward-tokens.js';
import type { StandinClients } from '../../src/standins/clients.js';
import { findPerson, type StandinPerson } from '../../src/standins/people.js';
import { Standins } from '../../src/standins/standins.js';

/** How the server misbehaves; `down` refuses connections to be made, `slow` never answers. */
export type Trouble = 'down' | 'slow' | 'error' | 'oversized' | 'redirect';

/** Which token is wanted; Ada's, as it should be, unless it says otherwise. */
export interface Wish {
  /** A ready-made person's key, or anybody. */
  person?: string | StandinPerson;
  awkward?: AwkwardName;
  nonce?: string;
  /** Another client or project than the one that is configured. */
  audience?: string;
  /** On top of the usual claims; undefined takes one away. */
  claims?: Claims;
}

/** The address that apps made by `createTestApp()` have. */
const PUBLIC_URL = 'https://accounts.example.com';
const OVERSIZED_BYTES = 2 * 1_024 * 1_024;

/** The stand-ins on a port of their own, with everything that tests do to them. */
export class TestStandins {
  /** Every request that came, as `GET /google/keys`. */
  readonly requests: string[] = [];
  readonly standins: Standins;
  private readonly troubles = new Map<string, Trouble>();

  constructor(
    private readonly server: Server,
    readonly base: string,
    /** For `createTestApp({ environment })`: all four providers, pointed here. */
    readonly environment: Readonly<Record<string, string>>,
    readonly clients: StandinClients,
    publicUrl: string,
  ) {
    this.standins = new Standins(base, clients, publicUrl);
    server.on('request', (request, response) => void this.serve(request, response));
  }

  /**
   * Makes the requests whose `METHOD /path` starts with this go wrong, until it is called with null.
   * @param prefix of the path from the base on, such as `/google/keys`; `/` for all
   */
  trouble(prefix: string, trouble: Trouble | null): void {
    if (trouble === null) {
      this.troubles.delete(prefix);
    } else {
      this.troubles.set(prefix, trouble);
    }
  }

  /** How many requests came for a path. */
  count(path: string): number {
    return this.requests.filter((request) => request.endsWith(` ${path}`)).length;
  }

  google(wish: Wish = {}): Promise<string> {
    return this.standins.google.identityToken(readWish(wish, this.clients.google[0].id));
  }

  apple(wish: Wish = {}): Promise<string> {
    return this.standins.apple.identityToken(readWish(wish, this.clients.apple[0].id));
  }

  facebook(wish: Wish = {}): Promise<string> {
    return this.standins.facebook.identityToken(readWish(wish, this.clients.facebook[0].id));
  }

  firebase(wish: Wish = {}): Promise<string> {
    return this.standins.firebase.identityToken(readWish(wish, this.clients.firebase[0]));
  }

  facebookAccessToken(wish: Pick<Wish, 'person' | 'awkward'> = {}): string {
    const { person, awkward } = readWish(wish, '');
    return this.standins.facebook.accessToken(person, this.clients.facebook[0], awkward);
  }

  /** An authorization code, as an application gets it that runs the flow itself; without PKCE unless a challenge is given. */
  code(
    provider: 'google' | 'apple',
    wish: Wish & { codeChallenge?: string; redirectUri?: string } = {},
  ): { code: string; redirectUri: string } {
    const [client] = this.clients[provider];
    const { redirectUri = client.redirectUris[0], codeChallenge } = wish;
    const { person, awkward, nonce } = readWish(wish, client.id);
    const scopes = ['openid', 'email', 'profile'];
    const grant = { clientId: client.id, redirectUri, person, awkward, nonce, codeChallenge, scopes };
    return { code: this.standins[provider].codes.issue(grant), redirectUri };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.base);
    const path = pathname === '/' ? '' : pathname;
    this.requests.push(`${request.method} ${path}`);
    const [, trouble] = [...this.troubles].find(([prefix]) => pathname.startsWith(prefix)) ?? [];
    if (trouble !== undefined) {
      misbehave(trouble, request, response, this.base);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { status, headers, body } = await this.standins.answer({
      method: request.method ?? 'GET',
      path,
      query: Object.fromEntries(searchParams),
      form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      authorization: request.headers.authorization ?? null,
    });
    response.writeHead(status, headers).end(body);
  }
}

export interface StandinsOptions {
  /** Of the service that uses them, for its redirect URIs. */
  publicUrl?: string;
  /** More addresses that clients may be sent back to. */
  redirectUris?: readonly string[];
  /** Clients besides the configured ones, such as those of applications. */
  moreClients?: Partial<StandinClients>;
}

/** Starts the stand-ins on a free port of the loopback interface. */
export async function startStandins({
  publicUrl = PUBLIC_URL,
  redirectUris = [],
  moreClients = {},
}: StandinsOptions = {}): Promise<TestStandins> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = Object.assign({}, ...standinVariables(base)) as Record<string, string>;
  const uris = (provider: string) => [`${publicUrl}/v1/sessions/${provider}/callback`, ...redirectUris];
  return new TestStandins(
    server,
    base,
    environment,
    {
      google: [
        {
          id: environment.GOOGLE_CLIENT_IDS,
          secret: environment.GOOGLE_CLIENT_SECRET,
          redirectUris: uris('google'),
        },
        ...(moreClients.google ?? []),
      ],
      apple: [
        {
          id: environment.APPLE_CLIENT_IDS,
          teamId: environment.APPLE_TEAM_ID,
          keyId: environment.APPLE_KEY_ID,
          publicKey: createPublicKey(environment.APPLE_PRIVATE_KEY),
          redirectUris: uris('apple'),
        },
        ...(moreClients.apple ?? []),
      ],
      facebook: [
        {
          id: environment.FACEBOOK_APP_ID,
          secret: environment.FACEBOOK_APP_SECRET,
          redirectUris: uris('facebook'),
        },
        ...(moreClients.facebook ?? []),
      ],
      firebase: [environment.FIREBASE_PROJECT_IDS, ...(moreClients.firebase ?? [])],
    },
    publicUrl,
  );
}

function readWish({ person = 'ada', awkward, audience, nonce, claims }: Wish, usualAudience: string) {
  const found = typeof person === 'string' ? findPerson(person) : person;
  if (found === undefined) {
    throw new Error(`There is nobody called ${JSON.stringify(person)}.`);
  }
  return {
    person: found,
    awkward: awkward === undefined ? undefined : findAwkwardToken(awkward),
    audience: audience ?? usualAudience,
    nonce,
    claims,
  };
}

function misbehave(trouble: Trouble, request: IncomingMessage, response: ServerResponse, base: string): void {
  switch (trouble) {
    case 'down':
      request.socket.destroy();
      return;
    case 'slow':
      return;
    case 'error':
      response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
      return;
    case 'oversized':
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ padding: 'x'.repeat(OVERSIZED_BYTES) }));
      return;
    case 'redirect':
      response.writeHead(302, { location: `${base}/elsewhere` }).end();
  }
}
