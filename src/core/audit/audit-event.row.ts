/** A row of `audit_events` with its seal, as the driver reads it. */
export interface AuditEventRow {
  id: string;
  at: Date;
  event: string;
  outcome: string;
  reason: string | null;
  actor_kind: string;
  actor_id: string | null;
  subject_kind: string;
  subject_id: string | null;
  application_id: string | null;
  session_id: string | null;
  ip_address: string | null;
  user_agent: string | null;
  request_id: string;
  changed: Record<string, unknown> | null;
  /** The same as text, in the one spelling that the database gives it. */
  changed_text: string | null;
  /** Null as long as the event is not sealed. */
  hash: Buffer | null;
}

export const AUDIT_COLUMNS = `e.id, e.at, e.event, e.outcome, e.reason, e.actor_kind, e.actor_id, e.subject_kind,
  e.subject_id, e.application_id, e.session_id, e.ip_address, e.user_agent, e.request_id, e.changed,
  e.changed::text AS changed_text`;

/** Everything an event says, in a fixed order: what its seal is made over. */
export function canonicalForm(row: AuditEventRow): string {
  return JSON.stringify([
    row.id,
    row.at.toISOString(),
    row.event,
    row.outcome,
    row.reason,
    row.actor_kind,
    row.actor_id,
    row.subject_kind,
    row.subject_id,
    row.application_id,
    row.session_id,
    row.ip_address,
    row.user_agent,
    row.request_id,
    row.changed_text,
  ]);
}
