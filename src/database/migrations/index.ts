import { CreateAccounts1763700000001 } from './1763700000001-create-accounts.js';
import { CreateRoles1763700000002 } from './1763700000002-create-roles.js';
import { CreateSessions1763700000003 } from './1763700000003-create-sessions.js';
import { CreateKeys1763700000004 } from './1763700000004-create-keys.js';
import { CreateRecords1763700000005 } from './1763700000005-create-records.js';
import { CreateThrottling1763700000006 } from './1763700000006-create-throttling.js';
import { CreateLedger1763700000020 } from './1763700000020-create-ledger.js';
import { CreateLedgerPosting1763700000021 } from './1763700000021-create-ledger-posting.js';
import { CreateWalletOffers1763700000022 } from './1763700000022-create-wallet-offers.js';
import { CreateGrants1763700000030 } from './1763700000030-create-grants.js';
import { KeyRoleGraphs1763700000031 } from './1763700000031-key-role-graphs.js';
import { CreateApiKeys1763700004001 } from './1763700004001-create-api-keys.js';
import { CreateSecrets1763700004002 } from './1763700004002-create-secrets.js';
import { CreateMail1763700004003 } from './1763700004003-create-mail.js';
import { SealAudit1763700004004 } from './1763700004004-seal-audit.js';
import { RotateKeys1763700004005 } from './1763700004005-rotate-keys.js';
import { CreateApplications1763800001001 } from './1763800001001-create-applications.js';
import { CreateProfiles1763800001002 } from './1763800001002-create-profiles.js';
import { CreateOauthClients1763800001003 } from './1763800001003-create-oauth-clients.js';
import { CreateIdentities1763800002001 } from './1763800002001-create-identities.js';
import { CreateRedirects1763800003001 } from './1763800003001-create-redirects.js';
import { CreateOpaqueTokens1763800004001 } from './1763800004001-create-opaque-tokens.js';
import { CreateAliases1763800004002 } from './1763800004002-create-aliases.js';
import { CreatePasswordPrincipals1763800005001 } from './1763800005001-create-password-principals.js';
import { LimitApiKeys1763800005002 } from './1763800005002-limit-api-keys.js';
import { AddSessionSecrets1763800006001 } from './1763800006001-add-session-secrets.js';
import { IndexNames1763800006002 } from './1763800006002-index-names.js';
import { ShowSessionProvider1763800007001 } from './1763800007001-show-session-provider.js';
import { CreateSessionOpening1763800008001 } from './1763800008001-create-session-opening.js';
import { CreateIdentityAccounts1763800008002 } from './1763800008002-create-identity-accounts.js';
import { NarrowSessionIndexes1763800008003 } from './1763800008003-narrow-session-indexes.js';
import { IndexNamePairs1763800009001 } from './1763800009001-index-name-pairs.js';
import { CheckRecipients1763800010001 } from './1763800010001-check-recipients.js';
import { JoinOpaqueTokenHolders1763800011001 } from './1763800011001-join-opaque-token-holders.js';
import { OpenSessionsTogether1763800012001 } from './1763800012001-open-sessions-together.js';
import { ShowPasswordPeppers1763800013001 } from './1763800013001-show-password-peppers.js';
import { PublishLiveTokens1763800015001 } from './1763800015001-publish-live-tokens.js';

/** Every migration, oldest first. Once released, none is edited and none is removed. */
export const migrations = [
  CreateAccounts1763700000001,
  CreateRoles1763700000002,
  CreateSessions1763700000003,
  CreateKeys1763700000004,
  CreateRecords1763700000005,
  CreateThrottling1763700000006,
  CreateLedger1763700000020,
  CreateLedgerPosting1763700000021,
  CreateWalletOffers1763700000022,
  CreateGrants1763700000030,
  KeyRoleGraphs1763700000031,
  CreateApiKeys1763700004001,
  CreateSecrets1763700004002,
  CreateMail1763700004003,
  SealAudit1763700004004,
  RotateKeys1763700004005,
  CreateApplications1763800001001,
  CreateProfiles1763800001002,
  CreateOauthClients1763800001003,
  CreateIdentities1763800002001,
  CreateRedirects1763800003001,
  CreateOpaqueTokens1763800004001,
  CreateAliases1763800004002,
  CreatePasswordPrincipals1763800005001,
  LimitApiKeys1763800005002,
  AddSessionSecrets1763800006001,
  IndexNames1763800006002,
  ShowSessionProvider1763800007001,
  CreateSessionOpening1763800008001,
  CreateIdentityAccounts1763800008002,
  NarrowSessionIndexes1763800008003,
  IndexNamePairs1763800009001,
  CheckRecipients1763800010001,
  JoinOpaqueTokenHolders1763800011001,
  OpenSessionsTogether1763800012001,
  ShowPasswordPeppers1763800013001,
  PublishLiveTokens1763800015001,
];
