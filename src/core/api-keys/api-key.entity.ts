import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { KeyGrant } from './api-key.row.js';

@Entity({ name: 'api_keys' })
@Index('ix_api_keys_user_id', ['userId', 'id'], { where: 'revoked_at IS NULL' })
export class ApiKey {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_api_keys' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_api_keys_user_id', onDelete: 'CASCADE' })
  userId: string;

  @Column({ type: 'text' })
  name: string;

  /** The public part of the key, by which it is found. */
  @Column({ type: 'text' })
  @Index('uq_api_keys_prefix', { unique: true })
  prefix: string;

  /** SHA-256 of the whole key. */
  @Column({ type: 'bytea' })
  secretHash: Buffer;

  /** Grows with every rotation. */
  @Column({ type: 'integer', default: 1 })
  generation: number;

  @Column({ type: 'bytea', nullable: true })
  previousSecretHash: Buffer | null;

  /** Until then the key before the last rotation works on. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  previousEndsAt: Date | null;

  /** Null for whatever the owner may do. */
  @Column({ type: 'text', array: true, nullable: true })
  permissions: string[] | null;

  /** What it may do on single resources; null for whatever the owner may do. */
  @Column({ type: 'jsonb', nullable: true })
  grants: KeyGrant[] | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  expiresAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  revokeReason: string | null;
}
