import { AuditEvent } from './core/audit/audit-event.entity.js';
import { OutboxMessage } from './core/events/outbox-message.entity.js';
import { PasswordCredential } from './core/identities/password-credential.entity.js';
import { GrantVersion } from './core/roles/grant-version.entity.js';
import { Grant } from './core/roles/grant.entity.js';
import { OperatorPermission } from './core/roles/operator-permission.entity.js';
import { Role } from './core/roles/role.entity.js';
import { UserRole } from './core/roles/user-role.entity.js';
import { Session } from './core/sessions/session.entity.js';
import { User } from './core/users/user.entity.js';
import { SchemaRequirement } from './database/schema-requirement.entity.js';
import { IdempotencyRecord } from './idempotency/idempotency-record.entity.js';
import { Key } from './keys/key.entity.js';
import { ThrottleCounter } from './throttling/throttle-counter.entity.js';

/** Every entity, by hand; read by the app and by `ormconfig.ts`. */
export const entities = [
  AuditEvent,
  Grant,
  GrantVersion,
  IdempotencyRecord,
  Key,
  OperatorPermission,
  OutboxMessage,
  PasswordCredential,
  Role,
  SchemaRequirement,
  Session,
  ThrottleCounter,
  User,
  UserRole,
];
