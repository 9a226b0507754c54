import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../../config/http.config.js';
import { ReturnUrls } from '../providers/return-urls.js';
import { ReturnUrlRefusedError } from './redirects.errors.js';

/** Where people go when a redirect sign-in is over. */
@Injectable()
export class ReturnTargets {
  constructor(
    private readonly http: HttpConfig,
    private readonly urls: ReturnUrls,
  ) {}

  /**
   * @param text an absolute URL, or a path at our own origin
   * @returns an absolute URL
   * @throws ReturnUrlRefusedError
   */
  resolve(text: string): string {
    // Browsers take `//host` and `/\host` for other hosts.
    const isPath = /^\/(?![/\\])[^\s\\]*$/.test(text);
    const url = isPath ? new URL(this.http.publicUrl).origin + text : text;
    if (!this.urls.isAllowed(url)) {
      throw new ReturnUrlRefusedError();
    }
    return new URL(url).href;
  }
}

/** The target with what became of the sign-in; parameters of its own stay, unless they have the same names. */
export function withOutcome(target: string, outcome: Readonly<Record<string, string>>): string {
  const url = new URL(target);
  for (const name of ['code', 'error', 'error_code']) {
    url.searchParams.delete(name);
  }
  for (const [name, value] of Object.entries(outcome)) {
    url.searchParams.set(name, value);
  }
  return url.href;
}
