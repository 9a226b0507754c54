import type { Mount } from './http/mount.js';
import { renderOAuthError } from './http/oauth-errors.js';
import { renderProblem } from './http/problem-details.js';

/** Where the faces of the service meet: path -> accepted credentials and error shape. The longest prefix wins. */
export const mounts: readonly Mount[] = [
  {
    prefix: '/v1',
    credentials: ['access-token', 'api-key'],
    acceptsForms: false,
    renderError: renderProblem,
  },
  {
    // Apple posts its answers as forms (OAuth 2.0 Form Post Response Mode).
    prefix: '/v1/sessions/apple/callback',
    credentials: [],
    acceptsForms: true,
    renderError: renderProblem,
  },
  { prefix: '/oauth', credentials: ['access-token'], acceptsForms: true, renderError: renderOAuthError },
  { prefix: '', credentials: [], acceptsForms: false, renderError: renderProblem },
];

/** The stand-ins of the identity providers, where they are served: they are sent forms and refuse as OAuth does. */
export const standinsMount: Mount = {
  prefix: '/standins',
  credentials: [],
  acceptsForms: true,
  renderError: renderOAuthError,
};
