import { Injectable } from '@nestjs/common';
import { AppleConfig } from '../../config/apple.config.js';
import { FacebookConfig } from '../../config/facebook.config.js';
import { FirebaseConfig } from '../../config/firebase.config.js';
import { GoogleConfig } from '../../config/google.config.js';
import { ProviderUnavailableError } from './provider.errors.js';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1_048_576;
const TOO_MANY_REQUESTS = 429;

/** What a provider answered: its status, and its body as JSON. */
export interface ProviderAnswer {
  status: number;
  body: unknown;
}

export interface ProviderRequest {
  /** Sent as a form by POST; without it the request is a GET. */
  form?: Readonly<Record<string, string | undefined>>;
  bearer?: string;
}

/**
 * The one way out: to the hosts that the settings of providers name and nowhere else, for at most five seconds and
 * 1 MiB, without following redirects.
 */
@Injectable()
export class ProviderHttp {
  private readonly origins: ReadonlySet<string>;

  constructor(google: GoogleConfig, apple: AppleConfig, facebook: FacebookConfig, firebase: FirebaseConfig) {
    const urls = [
      google.jwksUrl,
      google.tokenUrl,
      google.userinfoUrl,
      apple.jwksUrl,
      apple.tokenUrl,
      facebook.graphUrl,
      facebook.jwksUrl,
      firebase.jwksUrl,
    ];
    this.origins = new Set(urls.map((url) => new URL(url).origin));
  }

  /**
   * Asks a provider for JSON.
   * @returns answers of 2xx and 4xx
   * @throws ProviderUnavailableError for everything else: no answer in time, too much of it, no JSON, a redirect, 429, 5xx
   */
  async ask(url: string, { form, bearer }: ProviderRequest = {}): Promise<ProviderAnswer> {
    if (!this.origins.has(new URL(url).origin)) {
      throw new Error('No setting names the host of this URL.');
    }
    try {
      const response = await fetch(url, {
        method: form === undefined ? 'GET' : 'POST',
        body: form === undefined ? undefined : formOf(form),
        headers: {
          accept: 'application/json',
          'accept-encoding': 'identity',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const isAnswer = response.ok || (response.status >= 400 && response.status < 500);
      if (!isAnswer || response.status === TOO_MANY_REQUESTS) {
        await response.body?.cancel();
        throw new Error(`answered ${response.status}`);
      }
      return { status: response.status, body: JSON.parse(await readText(response)) };
    } catch (error) {
      throw new ProviderUnavailableError(error);
    }
  }
}

function formOf(fields: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given as [string, string][]);
}

/** Counts what arrives, since a length that is announced need not be true. */
async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new Error('answered more than 1 MiB');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
