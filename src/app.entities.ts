import { Alias } from './core/aliases/alias.entity.js';
import { ApiKey } from './core/api-keys/api-key.entity.js';
import { ApplicationProvider } from './core/applications/application-provider.entity.js';
import { OauthClient } from './core/applications/oauth-client.entity.js';
import { Application } from './core/applications/application.entity.js';
import { AuditEvent } from './core/audit/audit-event.entity.js';
import { AuditSeal } from './core/audit/audit-seal.entity.js';
import { OutboxMessage } from './core/events/outbox-message.entity.js';
import { OpaqueToken } from './core/opaque-tokens/opaque-token.entity.js';
import { Identity } from './core/identities/identity.entity.js';
import { PasswordCredential } from './core/identities/password-credential.entity.js';
import { UsedToken } from './core/identities/used-token.entity.js';
import { GrantVersion } from './core/roles/grant-version.entity.js';
import { Grant } from './core/roles/grant.entity.js';
import { OperatorPermission } from './core/roles/operator-permission.entity.js';
import { OneTimeLink } from './core/links/one-time-link.entity.js';
import { QueuedMail } from './core/mail-queue/queued-mail.entity.js';
import { Profile } from './core/profiles/profile.entity.js';
import { Role } from './core/roles/role.entity.js';
import { UserRole } from './core/roles/user-role.entity.js';
import { Secret } from './core/secrets/secret.entity.js';
import { Session } from './core/sessions/session.entity.js';
import { User } from './core/users/user.entity.js';
import { CouponCode } from './core/wallet/coupons/coupon-code.entity.js';
import { CouponRedemption } from './core/wallet/coupons/coupon-redemption.entity.js';
import { Coupon } from './core/wallet/coupons/coupon.entity.js';
import { Currency } from './core/wallet/currencies/currency.entity.js';
import { ExchangeQuote } from './core/wallet/currencies/exchange-quote.entity.js';
import { ExchangeRate } from './core/wallet/currencies/exchange-rate.entity.js';
import { Hold } from './core/wallet/holds/hold.entity.js';
import { LedgerAccount } from './core/wallet/ledger/ledger-account.entity.js';
import { LedgerEntry } from './core/wallet/ledger/ledger-entry.entity.js';
import { LedgerState } from './core/wallet/ledger/ledger-state.entity.js';
import { LedgerTransaction } from './core/wallet/ledger/ledger-transaction.entity.js';
import { Wallet } from './core/wallet/wallet.entity.js';
import { SchemaRequirement } from './database/schema-requirement.entity.js';
import { IdempotencyRecord } from './idempotency/idempotency-record.entity.js';
import { Key } from './keys/key.entity.js';
import { ThrottleCounter } from './throttling/throttle-counter.entity.js';

/** Every entity, by hand; read by the app and by `ormconfig.ts`. */
export const entities = [
  Alias,
  ApiKey,
  Application,
  ApplicationProvider,
  AuditEvent,
  AuditSeal,
  Coupon,
  CouponCode,
  CouponRedemption,
  Currency,
  ExchangeQuote,
  ExchangeRate,
  Grant,
  Hold,
  GrantVersion,
  IdempotencyRecord,
  Identity,
  Key,
  LedgerAccount,
  LedgerEntry,
  LedgerState,
  LedgerTransaction,
  OauthClient,
  OneTimeLink,
  OpaqueToken,
  OperatorPermission,
  OutboxMessage,
  PasswordCredential,
  Profile,
  QueuedMail,
  Role,
  SchemaRequirement,
  Secret,
  Session,
  ThrottleCounter,
  UsedToken,
  User,
  UserRole,
  Wallet,
];
