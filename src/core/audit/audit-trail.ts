import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import type { Page } from '../../common/paging.js';
import { Sql } from '../../database/sql.js';
import { Cursors } from '../../keys/cursors.js';
import { AUDIT_COLUMNS, type AuditEventRow } from './audit-event.row.js';

const EXPORT_PAGE = 500;

/** Which events: all that fit every member given. */
export interface AuditFilter {
  actor?: string;
  subject?: string;
  event?: string;
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
  /** Events that somebody did or that were done to them. */
  concerning?: string;
}

/** Sort values of an event: when it was, and its id. */
type Position = readonly [string, string];

/** Reads the audit trail, newest first. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly sql: Sql,
    private readonly cursors: Cursors,
  ) {}

  /** One page of events. */
  async list(
    principal: Principal,
    filter: AuditFilter,
    limit: number,
    cursor?: string,
  ): Promise<Page<AuditEventRow>> {
    const scope = ['audit-events', principal.userId, ...valuesOf(filter)];
    const [at, id] = cursor === undefined ? [] : await this.cursors.decode(scope, cursor);
    const after: Position | null = at === undefined || id === undefined ? null : [at, id];
    const rows = await this.read(filter, limit + 1, after);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page,
      nextCursor:
        rows.length > limit && last !== undefined ? this.cursors.encode(scope, positionOf(last)) : null,
    };
  }

  /** All events that fit, read page by page as fast as they are taken. */
  async *export(filter: AuditFilter): AsyncGenerator<AuditEventRow> {
    for (let after: Position | null = null; ;) {
      const rows: AuditEventRow[] = await this.read(filter, EXPORT_PAGE, after);
      yield* rows;
      const last = rows.at(-1);
      if (rows.length < EXPORT_PAGE || last === undefined) {
        return;
      }
      after = positionOf(last);
    }
  }

  private read(filter: AuditFilter, limit: number, after: Position | null): Promise<AuditEventRow[]> {
    const values: unknown[] = [];
    const place = (value: unknown) => `$${values.push(value)}`;
    const conditions = [
      ...(filter.actor === undefined ? [] : [`e.actor_id = ${place(filter.actor)}`]),
      ...(filter.subject === undefined ? [] : [`e.subject_id = ${place(filter.subject)}`]),
      ...(filter.event === undefined ? [] : [`e.event = ${place(filter.event)}`]),
      ...(filter.from === undefined ? [] : [`e.at >= ${place(filter.from)}`]),
      ...(filter.to === undefined ? [] : [`e.at < ${place(filter.to)}`]),
      ...(filter.concerning === undefined ? [] : [concerning(place(filter.concerning))]),
      ...(after === null
        ? []
        : [`(e.at, e.id) < (${place(after[0])}::timestamptz, ${place(after[1])}::uuid)`]),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    // The best plan depends on how rare the actor or event is, so none is kept.
    return this.sql.queryUnnamed<AuditEventRow>(
      `SELECT ${AUDIT_COLUMNS}, s.hash FROM audit_events e LEFT JOIN audit_seals s ON s.event_id = e.id
       ${where} ORDER BY e.at DESC, e.id DESC LIMIT ${place(limit)}`,
      values,
    );
  }
}

function concerning(place: string): string {
  return `(e.actor_id = ${place} OR e.subject_id = ${place})`;
}

function positionOf(row: AuditEventRow): [string, string] {
  return [row.at.toISOString(), row.id];
}

function valuesOf({ actor, subject, event, from, to }: AuditFilter): (string | null)[] {
  return [
    actor ?? null,
    subject ?? null,
    event ?? null,
    from?.toISOString() ?? null,
    to?.toISOString() ?? null,
  ];
}
