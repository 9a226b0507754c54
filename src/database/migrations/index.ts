import { CreateAccounts1763700000001 } from './1763700000001-create-accounts.js';
import { CreateRoles1763700000002 } from './1763700000002-create-roles.js';
import { CreateSessions1763700000003 } from './1763700000003-create-sessions.js';
import { CreateKeys1763700000004 } from './1763700000004-create-keys.js';
import { CreateRecords1763700000005 } from './1763700000005-create-records.js';
import { CreateThrottling1763700000006 } from './1763700000006-create-throttling.js';
import { CreateGrants1763700000030 } from './1763700000030-create-grants.js';
import { KeyRoleGraphs1763700000031 } from './1763700000031-key-role-graphs.js';

/** Every migration, oldest first. Once released, none is edited and none is removed. */
export const migrations = [
  CreateAccounts1763700000001,
  CreateRoles1763700000002,
  CreateSessions1763700000003,
  CreateKeys1763700000004,
  CreateRecords1763700000005,
  CreateThrottling1763700000006,
  CreateGrants1763700000030,
  KeyRoleGraphs1763700000031,
];
