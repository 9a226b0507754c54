import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'queued_mails' })
export class QueuedMail {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_queued_mails' })
  id: string;

  /** Encrypted: addresses and links. */
  @Column({ type: 'bytea' })
  content: Buffer;

  @Column({ type: 'text' })
  keyId: string;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  /** When somebody may take it (again). */
  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  @Index('ix_queued_mails_due_at')
  dueAt: Date;

  /** When it is no longer worth sending. */
  @Column({ type: 'timestamp with time zone', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
