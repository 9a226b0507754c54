import { OperatorReset } from '../../authentication/operator-reset.service.js';
import { AdministratorConfig } from '../../config/administrator.config.js';
import type { Command } from '../run-command.js';

/** `admin:reset-password [user name, e-mail address or id]`; without one the administrator of ADMIN_USERNAME. */
export const resetPassword: Command = async (app, [identifier], print) => {
  const name = identifier ?? app.get(AdministratorConfig).username;
  const done = await app.get(OperatorReset).reset(name);
  if (done === null) {
    print(
      `There is no account "${name}". Name another: npm run admin:reset-password -- <user name or e-mail>`,
    );
    return 1;
  }
  print(`New password of ${done.account.username ?? done.account.email ?? done.account.id}:`);
  print(`  ${done.password}   (shown this once; keep it)`);
  print('Its sessions and API keys have ended, and lock-outs are forgotten.');
  if (done.account.status === 'suspended') {
    print('The account is suspended and cannot sign in until an administrator reinstates it.');
  }
  return 0;
};
