import { AppleStandin } from './apple.standin.js';
import { ASSET_ROUTES } from './assets.js';
import { CREDENTIALS, type CredentialKind, type StandinProvider } from './awkward-tokens.js';
import { type Choice, readChoice } from './chosen-person.js';
import type { StandinClients } from './clients.js';
import {
  json,
  type StandinAnswer,
  StandinRefusal,
  type StandinRequest,
  type StandinRoutes,
} from './exchange.js';
import { FacebookStandin } from './facebook.standin.js';
import { FirebaseStandin } from './firebase.standin.js';
import { GoogleStandin } from './google.standin.js';
import { PROVIDERS } from './provider-names.js';
import { type HandedOut, standinsPage } from './standins.page.js';

/** Four miniature identity providers and a page for people, independent of the server they are reached through. */
export class Standins {
  readonly google: GoogleStandin;
  readonly apple: AppleStandin;
  readonly facebook: FacebookStandin;
  readonly firebase: FirebaseStandin;
  private readonly routes: StandinRoutes;

  /**
   * @param base where they are reached, without a slash at its end
   * @param clients who may use them; a provider without any is off
   */
  constructor(
    private readonly base: string,
    private readonly clients: StandinClients,
  ) {
    this.google = new GoogleStandin(base, clients);
    this.apple = new AppleStandin(base, clients);
    this.facebook = new FacebookStandin(base, clients);
    this.firebase = new FirebaseStandin(base);
    this.routes = {
      'GET ': () => this.page(null),
      'POST /tokens': async ({ form }) => this.page(await this.handOut(form)),
      ...ASSET_ROUTES,
      ...this.google.routes,
      ...this.apple.routes,
      ...this.facebook.routes,
      ...this.firebase.routes,
    };
  }

  /** Answers any request; refusals in the form of RFC 6749 5.2. */
  async answer(request: StandinRequest): Promise<StandinAnswer> {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = this.routes[`${method} ${request.path}`];
    if (route === undefined) {
      return this.unrouted(request.path);
    }
    try {
      return await route(request);
    } catch (error) {
      if (!(error instanceof StandinRefusal)) {
        throw error;
      }
      const { error: code, description, status } = error;
      const answer = json({ error: code, error_description: description }, status);
      return status === 401
        ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="stand-in"' } }
        : answer;
    }
  }

  private unrouted(path: string): StandinAnswer {
    const methods = Object.keys(this.routes)
      .filter((route) => route.slice(route.indexOf(' ') + 1) === path)
      .map((route) => route.split(' ', 1)[0]);
    if (methods.length === 0) {
      return json({ error: 'not_found', error_description: 'There is nothing at this path.' }, 404);
    }
    const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    const answer = json(
      { error: 'invalid_request', error_description: `This path knows ${allow.join(' and ')} only.` },
      405,
    );
    return { ...answer, headers: { ...answer.headers, allow: allow.join(', ') } };
  }

  private page(handedOut: HandedOut | null): StandinAnswer {
    const { origin } = new URL(this.base);
    return standinsPage(this.base, origin, (provider) => this.clients[provider].length > 0, handedOut);
  }

  private async handOut(form: Readonly<Record<string, string>>): Promise<HandedOut> {
    const [provider, kind] = (form.credential ?? '').split(' ', 2) as [StandinProvider, CredentialKind];
    if (!PROVIDERS.includes(provider) || !CREDENTIALS[provider].includes(kind)) {
      throw new StandinRefusal('invalid_request', 'Choose one of the credentials of the page.');
    }
    if (this.clients[provider].length === 0) {
      throw new StandinRefusal('invalid_request', 'This provider is not pointed at its stand-in.');
    }
    const choice = readChoice(form);
    const nonce = form.nonce || undefined;
    const body = await this.credential(provider, kind, choice, nonce);
    const { awkward } = choice;
    return {
      provider,
      body: nonce === undefined || kind === 'accessToken' ? body : { ...body, nonce },
      sentence: awkward?.sentence,
      isAccepted: awkward?.isAccepted ?? true,
    };
  }

  private async credential(
    provider: StandinProvider,
    kind: CredentialKind,
    choice: Choice,
    nonce: string | undefined,
  ): Promise<Record<string, string>> {
    if (kind === 'accessToken') {
      const [app] = this.clients.facebook;
      return { accessToken: this.facebook.accessToken(choice.person, app, choice.awkward) };
    }
    if (kind === 'code' && (provider === 'google' || provider === 'apple')) {
      const [client] = this.clients[provider];
      const [redirectUri = ''] = client.redirectUris;
      const scopes = ['openid', 'email', 'profile'];
      const grant = { clientId: client.id, redirectUri, scopes, nonce, ...choice };
      return { code: this[provider].codes.issue(grant), redirectUri };
    }
    const [client] = this.clients[provider];
    const audience = typeof client === 'string' ? client : client.id;
    return { identityToken: await this[provider].identityToken({ ...choice, audience, nonce }) };
  }
}
