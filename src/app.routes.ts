import { dialectsOf } from './compat/compat.module.js';
import type { CompatConfig } from './config/compat.config.js';
import type { StandinsConfig } from './config/standins.config.js';
import type { Mount } from './http/mount.js';
import { renderOAuthError } from './http/oauth-errors.js';
import { renderProblem } from './http/problem-details.js';

const OWN: readonly Mount[] = [
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
const STANDINS: Mount = {
  prefix: '/standins',
  credentials: [],
  acceptsForms: true,
  renderError: renderOAuthError,
};
/**
 * Where the faces of the service meet: path -> accepted credentials and error shape. The longest prefix wins, by whole
 * segments; what a dialect that is switched off would have claimed belongs to the mount around it.
 */
export function mountsOf(compat: CompatConfig, { isOn }: StandinsConfig): Mount[] {
  return [...OWN, ...(isOn ? [STANDINS] : []), ...dialectsOf(compat).flatMap(({ mounts }) => mounts)];
}
