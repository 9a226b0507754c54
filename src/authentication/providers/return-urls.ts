import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../../config/http.config.js';
import { ProviderSignInConfig } from '../../config/provider-sign-in.config.js';

/** What may stand behind a prefix that is a whole path segment. */
const BOUNDARIES = ['/', '?', '#', ''];

/** Where people and codes of providers may be sent: to our own origin and to what the operator listed. */
@Injectable()
export class ReturnUrls {
  private readonly ownOrigin: string;

  constructor(
    http: HttpConfig,
    private readonly config: ProviderSignInConfig,
  ) {
    this.ownOrigin = new URL(http.publicUrl).origin;
  }

  /** Whether this is an absolute URL at our own origin, at a listed origin or below a listed prefix. */
  isAllowed(text: string): boolean {
    // What browsers read another way than we do is refused: backslashes, blanks, user names before the host.
    if (!/^[a-z][a-z0-9+.-]*:\/[^\s\\]*$/i.test(text) || !URL.canParse(text)) {
      return false;
    }
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
      return false;
    }
    return (
      originOf(url) === this.ownOrigin ||
      this.config.returnUrls.some((prefix) => isUnder(url, new URL(prefix)))
    );
  }
}

function isUnder(url: URL, prefix: URL): boolean {
  if (originOf(url) !== originOf(prefix)) {
    return false;
  }
  const path = prefix.pathname.replace(/\/+$/, '');
  return url.pathname.startsWith(path) && BOUNDARIES.includes(url.pathname.charAt(path.length));
}

/** Schemes of apps have the origin `null`, all of them. */
function originOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
