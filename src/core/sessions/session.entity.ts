import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'sessions' })
@Index('ix_sessions_user_id', ['userId', 'id'], { where: 'ended_at IS NULL' })
export class Session {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_sessions' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_sessions_user_id', onDelete: 'CASCADE' })
  userId: string;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_sessions_application_id', { where: 'application_id IS NOT NULL' })
  @ForeignKey('Application', { name: 'fk_sessions_application_id', onDelete: 'SET NULL' })
  applicationId: string | null;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_sessions_profile_id', { where: 'profile_id IS NOT NULL' })
  @ForeignKey('Profile', { name: 'fk_sessions_profile_id', onDelete: 'SET NULL' })
  profileId: string | null;

  /** The OAuth client that opened it, and alone may renew it. */
  @Column({ type: 'uuid', nullable: true })
  @Index('ix_sessions_client_id', { where: 'client_id IS NOT NULL' })
  @ForeignKey('OauthClient', { name: 'fk_sessions_client_id', onDelete: 'SET NULL' })
  clientId: string | null;

  /** How the person signed in: `password` or the name of a provider. */
  @Column({ type: 'text' })
  provider: string;

  /** Authentication methods (RFC 8176), for example `pwd`. */
  @Column({ type: 'text', array: true })
  amr: string[];

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  authenticatedAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  @Index('ix_sessions_created_at')
  createdAt: Date;

  /** Written at most once a minute. */
  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  lastUsedAt: Date;

  /** The face whose refresh tokens it has; null for our own API's. */
  @Column({ type: 'text', nullable: true })
  audience: string | null;

  /** SHA-256 of its secret, where it has one: the secret is its credential, and the audience the only face it opens. */
  @Column({ type: 'bytea', nullable: true })
  @Index('uq_sessions_secret_hash', { unique: true, where: 'secret_hash IS NOT NULL' })
  secretHash: Buffer | null;

  /** How long it lives without being used, where that is not what all sessions have. */
  @Column({ type: 'integer', nullable: true })
  maxIdleSeconds: number | null;

  @Column({ type: 'text', nullable: true })
  ipAddress: string | null;

  @Column({ type: 'text', nullable: true })
  userAgent: string | null;

  @Column({ type: 'bytea' })
  refreshNonce: Buffer;

  @Column({ type: 'text' })
  refreshKeyId: string;

  @Column({ type: 'integer', default: 0 })
  refreshGeneration: number;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  refreshedAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  endedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  endReason: string | null;
}
