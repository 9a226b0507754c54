import type { AwkwardName } from '../../src/standins/awkward-tokens.js';
import type { StandinPerson } from '../../src/standins/people.js';
import type { Answer, HttpClient } from './http-client.js';

export const PUBLIC_URL = 'https://accounts.example.com';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** What somebody does on the page of a stand-in. */
export interface Decision {
  person?: string | StandinPerson;
  awkward?: AwkwardName;
}

/** As much of a browser as redirect flows need: it keeps cookies, and sends none with a post from elsewhere. */
export class RedirectBrowser {
  readonly cookies = new Map<string, string>();

  constructor(private readonly http: HttpClient) {}

  /** Begins a flow. */
  start(provider: string, parameters: Record<string, string> = { returnTo: '/docs' }): Promise<Answer> {
    return this.get(`/v1/sessions/${provider}/redirect?${new URLSearchParams(parameters)}`);
  }

  /** Lets somebody decide at the stand-in. @returns the address, or for Apple the form, that the browser is sent back with */
  async decide(started: Answer, { person = 'ada', awkward }: Decision = {}): Promise<SentBack> {
    const url = new URL(started.headers.get('location')!);
    const choice: Record<string, string> =
      typeof person === 'string'
        ? { person }
        : {
            person: 'new',
            firstName: person.firstName,
            lastName: person.lastName,
            email: person.email ?? '',
            emailVerified: person.emailVerified ? 'on' : '',
          };
    const response = await fetch(url.origin + url.pathname, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        ...Object.fromEntries(url.searchParams),
        ...choice,
        awkward: awkward ?? '',
      }),
    });
    const location = response.headers.get('location');
    return location === null ? readForm(await response.text()) : { url: location, form: null };
  }

  /** Comes back with what the provider sent, to the very end. */
  async comeBack({ url, form }: SentBack): Promise<Answer> {
    if (form === null) {
      return this.get(pathOf(url));
    }
    const posted = await this.http.post(pathOf(url), new URLSearchParams(form).toString(), { headers: FORM });
    return posted.status === 303 ? this.get(pathOf(posted.headers.get('location')!)) : posted;
  }

  /** The whole flow. @returns the address it ends at */
  async run(provider: string, decision: Decision = {}, parameters?: Record<string, string>): Promise<URL> {
    const answer = await this.comeBack(await this.decide(await this.start(provider, parameters), decision));
    if (answer.status !== 302) {
      throw new Error(`The flow ended with ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return new URL(answer.headers.get('location')!);
  }

  /** The `Cookie` header as it is now. */
  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private async get(path: string): Promise<Answer> {
    const cookie = this.cookieHeader;
    const answer = await this.http.get(path, { headers: cookie === '' ? {} : { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (line.includes('Max-Age=0')) {
        this.cookies.delete(name);
      } else {
        this.cookies.set(name, pair.slice(name.length + 1));
      }
    }
    return answer;
  }
}

/** Where a provider sends a browser, by an address or by a form. */
export interface SentBack {
  url: string;
  form: Record<string, string> | null;
}

function readForm(page: string): SentBack {
  const unescape = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const fields = [...page.matchAll(/name="(state|code|error|user)" value="([^"]*)"/g)];
  return {
    url: /action="([^"]+)"/.exec(page)![1],
    form: Object.fromEntries(fields.map(([, name, value]) => [name, unescape(value)])),
  };
}

function pathOf(url: string): string {
  const { origin, pathname, search } = new URL(url);
  if (origin !== PUBLIC_URL) {
    throw new Error(`The browser was sent to ${origin}.`);
  }
  return pathname + search;
}
