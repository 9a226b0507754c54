import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'users' })
@Check('ck_users_has_name', 'deleted_at IS NOT NULL OR username IS NOT NULL OR email IS NOT NULL')
@Index('ix_users_search_text', { synchronize: false })
@Index('ix_users_names', { synchronize: false })
@Index('ix_users_name_pairs', { synchronize: false })
@Index('ix_users_suspended', ['id'], { where: 'is_suspended AND deleted_at IS NULL' })
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  /** As typed; `usernameKey` is what is compared. */
  @Column({ type: 'text', nullable: true })
  username: string | null;

  @Column({ type: 'text', nullable: true })
  @Index('uq_users_username', { unique: true, where: 'deleted_at IS NULL AND username_key IS NOT NULL' })
  usernameKey: string | null;

  /** As typed; `emailKey` is what is compared. */
  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'text', nullable: true })
  @Index('uq_users_email', { unique: true, where: 'deleted_at IS NULL AND email_key IS NOT NULL' })
  emailKey: string | null;

  @Column({ type: 'boolean', default: false })
  emailVerified: boolean;

  @Column({ type: 'text', nullable: true })
  displayName: string | null;

  @Column({ type: 'text', nullable: true })
  firstName: string | null;

  @Column({ type: 'text', nullable: true })
  lastName: string | null;

  @Column({ type: 'text', nullable: true })
  nickname: string | null;

  @Column({ type: 'text', nullable: true })
  phone: string | null;

  @Column({ type: 'text', nullable: true })
  pictureUrl: string | null;

  @Column({ type: 'jsonb', default: {} })
  contactInfo: Record<string, string | null>;

  @Column({ type: 'jsonb', default: {} })
  customClaims: object;

  @Column({ type: 'boolean', default: false })
  isSuspended: boolean;

  /** Null while suspended means until reinstated. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  suspendedUntil: Date | null;

  @Column({ type: 'text', nullable: true })
  suspensionReason: string | null;

  /** Names and address, case-folded, for search by a part of them. */
  @Column({ type: 'text', default: '' })
  searchText: string;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastSignInAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  deletedAt: Date | null;
}
