import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'idempotency_records' })
export class IdempotencyRecord {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_idempotency_records' })
  principal: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_idempotency_records' })
  route: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_idempotency_records' })
  key: string;

  /** SHA-256 of the request body. */
  @Column({ type: 'bytea' })
  fingerprint: Buffer;

  @Column({ type: 'jsonb' })
  answer: Record<string, unknown>;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  @Index('ix_idempotency_records_created_at')
  createdAt: Date;
}
