import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A token of a provider that signed somebody in; remembered until it would be refused anyway. */
@Entity({ name: 'used_tokens' })
export class UsedToken {
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_used_tokens' })
  tokenHash: Buffer;

  @Column({ type: 'uuid' })
  userId: string;

  /** Whether it came with a nonce, so that it was good once. */
  @Column({ type: 'boolean' })
  isSpent: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  firstUsedAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_used_tokens_expires_at')
  expiresAt: Date;
}
