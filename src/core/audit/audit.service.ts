import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { newId } from '../../common/ids.js';
import { currentRequest, type RequestContext } from '../../common/request-context.js';
import { statement, Sql } from '../../database/sql.js';

/** Who did something, or to what it was done. */
export interface AuditParty {
  kind:
    | 'user'
    | 'api-key'
    | 'role'
    | 'permission'
    | 'application'
    | 'profile'
    | 'client'
    | 'session'
    | 'system'
    | 'anonymous'
    | 'identifier'
    | 'route'
    | 'coupon'
    | 'currency'
    | 'ledger';
  id: string | null;
}

export interface AuditEntry {
  /** `<thing>.<what happened>`, for example `session.created`. */
  event: string;
  outcome: 'success' | 'failure' | 'denied';
  /** Why it did not succeed, as a stable code. */
  reason?: string;
  actor: AuditParty;
  subject: AuditParty;
  /** The caller's own unless it is given. */
  applicationId?: string | null;
  sessionId?: string | null;
  /** The names of what changed, with values only where they are neither secret nor personal. */
  changed?: Record<string, unknown>;
}

const insertEvent = statement(
  'insert-audit-event',
  `INSERT INTO audit_events (id, event, outcome, reason, actor_kind, actor_id, subject_kind, subject_id, application_id,
                             session_id, ip_address, user_agent, request_id, changed)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);

export const SYSTEM: AuditParty = { kind: 'system', id: null };
export const ANONYMOUS: AuditParty = { kind: 'anonymous', id: null };

/** The caller as an actor of the audit trail. */
export function actorOf(principal: Principal): AuditParty {
  return principal.apiKeyId === null
    ? { kind: 'user', id: principal.userId }
    : { kind: 'api-key', id: principal.apiKeyId };
}

/** An account as the subject of the audit trail. */
export function userParty(id: string): AuditParty {
  return { kind: 'user', id };
}

/** Writes down what happened, in the transaction of the change. Rows are never changed or removed. */
@Injectable()
export class AuditService {
  constructor(private readonly sql: Sql) {}

  /** Adds one event; part of the open transaction, so it is kept exactly when the change is. */
  async record(entry: AuditEntry): Promise<void> {
    const { changed, ...row } = this.rowOf(entry);
    await this.sql.change(insertEvent, [
      ...Object.values(row),
      changed === null ? null : JSON.stringify(changed),
    ]);
  }

  /** The row of an event, by column and in their order, for a function of the database that adds it to a change it makes. */
  rowOf(entry: AuditEntry, origin: RequestContext = currentRequest()) {
    const { requestId, ipAddress, userAgent, applicationId } = origin;
    return {
      id: newId(),
      event: entry.event,
      outcome: entry.outcome,
      reason: entry.reason ?? null,
      actor_kind: entry.actor.kind,
      actor_id: entry.actor.id,
      subject_kind: entry.subject.kind,
      subject_id: entry.subject.id,
      application_id: entry.applicationId ?? applicationId,
      session_id: entry.sessionId ?? null,
      ip_address: ipAddress,
      user_agent: userAgent,
      request_id: requestId,
      changed: entry.changed ?? null,
    };
  }
}
