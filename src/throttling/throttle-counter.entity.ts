import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'throttle_counters' })
export class ThrottleCounter {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_throttle_counters' })
  key: string;

  @Column({ type: 'integer' })
  hits: number;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_throttle_counters_window_ends_at')
  windowEndsAt: Date;

  @Column({ type: 'integer', default: 0 })
  blocks: number;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  blockedUntil: Date | null;

  /** What the last reservation was answered. */
  @Column({ type: 'boolean', default: false })
  wasRefused: boolean;
}
