import type { StandinAnswer, StandinRequest, StandinRoutes } from './exchange.js';
import { html } from './html.js';
import { findPerson } from './people.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3d3a8c"/><circle cx="16" cy="12" r="5" fill="#fff"/><path d="M6 27c1-7 5-9 10-9s9 2 10 9z" fill="#fff"/></svg>';

/** What the pages consist of besides themselves, and the pictures of people. */
export const ASSET_ROUTES: StandinRoutes = {
  'GET /assets/standins.css': () => asset('text/css', STYLE),
  'GET /assets/standins.js': () => asset('text/javascript', SCRIPT),
  'GET /assets/icon.svg': () => asset('image/svg+xml', ICON),
  'GET /picture': picture,
};

/** A disc with the person's initials. */
function picture({ query }: StandinRequest): StandinAnswer {
  const person = findPerson(query.of ?? '');
  const initials = person === undefined ? '?' : person.firstName.charAt(0) + person.lastName.charAt(0);
  const { text } = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
    <circle cx="32" cy="32" r="32" fill="#5753c9" />
    <text x="32" y="41" font-family="sans-serif" font-size="26" fill="#fff" text-anchor="middle">
      ${initials}
    </text>
  </svg>`;
  return asset('image/svg+xml', text);
}

function asset(type: string, body: string): StandinAnswer {
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}
