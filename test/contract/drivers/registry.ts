import type { Drivers } from './driver.js';
import { oauthDrivers } from './oauth.js';
import { operationsDrivers } from './operations.js';
import { sessionDrivers } from './sessions.js';
import { signInDrivers } from './sign-in.js';
import { userRoleDrivers } from './user-roles.js';
import { userDrivers } from './users.js';

/** Every operation has its driver in the file of its chapter. */
export const drivers: Drivers = {
  ...oauthDrivers,
  ...operationsDrivers,
  ...sessionDrivers,
  ...signInDrivers,
  ...userDrivers,
  ...userRoleDrivers,
};

/** Promises that cannot be made to happen from outside, with the reason. */
export const NOT_DRIVEN: readonly { outcome: RegExp; operations?: RegExp; because: string }[] = [
  {
    outcome: /^503 (busy|service\.unavailable|temporarily_unavailable)$/,
    because: 'nothing is missing in a test',
  },
  { outcome: /^409 idempotency\.in_progress$/, because: 'it takes two requests at the same instant' },
  {
    outcome: /^404 sessions\.not_found$/,
    operations: /^(readCurrentSession|signOut)$/,
    because: 'an access token is refused before its session is looked for; other credentials have none',
  },
];
