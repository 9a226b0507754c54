import { apiKeyDrivers } from './api-keys.js';
import { applicationDrivers } from './applications.js';
import { auditDrivers } from './audit.js';
import { couponDrivers } from './coupons.js';
import { currencyDrivers } from './currencies.js';
import type { Drivers } from './driver.js';
import { grantDrivers } from './grants.js';
import { holdDrivers } from './holds.js';
import { mailFlowDrivers } from './mail-flows.js';
import { movementDrivers } from './movements.js';
import { oauthStateDrivers } from './oauth-state.js';
import { oauthDrivers } from './oauth.js';
import { operationsDrivers } from './operations.js';
import { permissionDrivers } from './permissions.js';
import { profileDrivers } from './profiles.js';
import { roleDrivers } from './roles.js';
import { secretDrivers } from './secrets.js';
import { sessionDrivers } from './sessions.js';
import { signInDrivers } from './sign-in.js';
import { userRoleDrivers } from './user-roles.js';
import { userDrivers } from './users.js';
import { walletDrivers } from './wallets.js';

/** Every operation has its driver in the file of its chapter. */
export const drivers: Drivers = {
  ...apiKeyDrivers,
  ...applicationDrivers,
  ...auditDrivers,
  ...couponDrivers,
  ...currencyDrivers,
  ...grantDrivers,
  ...holdDrivers,
  ...mailFlowDrivers,
  ...movementDrivers,
  ...oauthDrivers,
  ...oauthStateDrivers,
  ...operationsDrivers,
  ...permissionDrivers,
  ...profileDrivers,
  ...roleDrivers,
  ...secretDrivers,
  ...sessionDrivers,
  ...signInDrivers,
  ...userDrivers,
  ...userRoleDrivers,
  ...walletDrivers,
};

/** Promises that cannot be made to happen from outside, with the reason. */
export const NOT_DRIVEN: readonly { outcome: RegExp; operations?: RegExp; because: string }[] = [
  {
    outcome: /^503 (busy|service\.unavailable|temporarily_unavailable)$/,
    because: 'nothing is missing in a test',
  },
  { outcome: /^503 outcome_unknown$/, because: 'it takes a connection that breaks while committing' },
  { outcome: /^503 wallet\.busy$/, because: 'it takes thousands of movements at the same instant' },
  {
    outcome: /^422 wallet\.closed$/,
    operations: /^(creditWallet|debitWallet|transferMoney|createHold|exchangeMoney|redeemCoupon)$/,
    because: 'it takes a deletion at the same instant; after it the account is not found',
  },
  { outcome: /^409 idempotency\.in_progress$/, because: 'it takes two requests at the same instant' },
  {
    outcome: /^404 sessions\.not_found$/,
    operations: /^(readCurrentSession|signOut|updateCurrentSession)$/,
    because: 'an access token is refused before its session is looked for; other credentials have none',
  },
];
