import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'audit_events' })
@Check('ck_audit_events_outcome', "outcome IN ('success', 'failure', 'denied')")
@Index('ix_audit_events_at', ['at', 'id'])
@Index('ix_audit_events_event', ['event', 'at', 'id'])
@Index('ix_audit_events_actor_id', ['actorId', 'at', 'id'])
@Index('ix_audit_events_subject_id', ['subjectId', 'at', 'id'])
export class AuditEvent {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_audit_events' })
  id: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'clock_timestamp()' })
  at: Date;

  @Column({ type: 'text' })
  event: string;

  @Column({ type: 'text' })
  outcome: string;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'text' })
  actorKind: string;

  @Column({ type: 'text', nullable: true })
  actorId: string | null;

  @Column({ type: 'text' })
  subjectKind: string;

  @Column({ type: 'text', nullable: true })
  subjectId: string | null;

  @Column({ type: 'uuid', nullable: true })
  applicationId: string | null;

  @Column({ type: 'uuid', nullable: true })
  sessionId: string | null;

  @Column({ type: 'text', nullable: true })
  ipAddress: string | null;

  @Column({ type: 'text', nullable: true })
  userAgent: string | null;

  @Column({ type: 'text' })
  requestId: string;

  @Column({ type: 'jsonb', nullable: true })
  changed: Record<string, unknown> | null;
}
