import { FreeObject, Id, Instant, Nested, NestedList, OneOf, Text } from '../../../common/dto-fields.js';
import type { Page } from '../../../common/paging.js';
import type { AuditEventRow } from '../audit-event.row.js';

/** Who did something, or to what it was done. */
export class AuditPartyDto {
  @Text({ description: 'Kind.', example: 'user', max: 32 })
  kind: string;

  @Text({
    description: 'Id; of unknown identifiers a keyed digest, null for the system and for nobody.',
    example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77',
    max: 128,
    nullable: true,
  })
  id: string | null;
}

/** Something that happened. */
export class AuditEventDto {
  @Id({ description: 'UUIDv7.', example: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a90' })
  id: string;

  @Instant({ description: 'When.' })
  at: string;

  @Text({ description: 'What.', example: 'session.created', max: 64 })
  event: string;

  @OneOf({ description: 'How it ended.', values: ['success', 'failure', 'denied'], example: 'success' })
  outcome: string;

  @Text({ description: 'Why it did not succeed.', example: 'credentials_refused', max: 64, nullable: true })
  reason: string | null;

  @Nested(() => AuditPartyDto, { description: 'By whom.' })
  actor: AuditPartyDto;

  @Nested(() => AuditPartyDto, { description: 'To whom or what.' })
  subject: AuditPartyDto;

  @Id({ description: 'Application.', nullable: true, example: null })
  applicationId: string | null;

  @Id({ description: 'Session of whoever did it.', nullable: true, example: null })
  sessionId: string | null;

  @Text({ description: 'From where.', example: '192.0.2.10', max: 64, nullable: true })
  ipAddress: string | null;

  @Text({ description: 'With what.', example: 'Mozilla/5.0', max: 512, nullable: true })
  userAgent: string | null;

  @Text({ description: '`X-Request-Id` of the request.', example: '3f0c2a90', max: 128 })
  requestId: string;

  @FreeObject({ description: 'What changed.', nullable: true, example: null })
  changed: Record<string, unknown> | null;

  @Text({
    description: 'Its seal in the hash chain, hexadecimal; null for the moment until it is sealed.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    max: 64,
    nullable: true,
  })
  hash: string | null;

  static of(row: AuditEventRow): AuditEventDto {
    return {
      id: row.id,
      at: row.at.toISOString(),
      event: row.event,
      outcome: row.outcome,
      reason: row.reason,
      actor: { kind: row.actor_kind, id: row.actor_id },
      subject: { kind: row.subject_kind, id: row.subject_id },
      applicationId: row.application_id,
      sessionId: row.session_id,
      ipAddress: row.ip_address,
      userAgent: row.user_agent,
      requestId: row.request_id,
      changed: row.changed,
      hash: row.hash?.toString('hex') ?? null,
    };
  }
}

/** One page of the audit trail. */
export class AuditEventPageDto {
  @NestedList(() => AuditEventDto, { description: 'The events of this page, newest first.' })
  data: AuditEventDto[];

  @Text({
    description: '`cursor` of the next page; null on the last.',
    max: 2048,
    nullable: true,
    example: null,
  })
  nextCursor: string | null;

  static of(page: Page<AuditEventRow>): AuditEventPageDto {
    return { data: page.data.map((row) => AuditEventDto.of(row)), nextCursor: page.nextCursor };
  }
}
