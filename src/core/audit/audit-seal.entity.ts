import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'audit_seals' })
export class AuditSeal {
  /** 1, 2, 3 and so on, without a gap. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'pk_audit_seals' })
  position: string;

  @Column({ type: 'uuid' })
  @Index('uq_audit_seals_event_id', { unique: true })
  @ForeignKey('AuditEvent', { name: 'fk_audit_seals_event_id', onDelete: 'RESTRICT' })
  eventId: string;

  /** HMAC-SHA-256 over the hash before and the event. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ type: 'text' })
  keyId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  sealedAt: Date;
}
