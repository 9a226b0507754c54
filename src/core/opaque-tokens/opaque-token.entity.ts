import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'opaque_tokens' })
export class OpaqueToken {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_opaque_tokens' })
  id: string;

  /** SHA-256 of the token. */
  @Column({ type: 'bytea' })
  @Index('uq_opaque_tokens_token_hash', { unique: true })
  tokenHash: Buffer;

  /** The face of the service that issued it, and the only one it opens. */
  @Column({ type: 'text' })
  audience: string;

  /** What it was given for (RFC 6749 4), such as `password`. */
  @Column({ type: 'text' })
  grantType: string;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_opaque_tokens_user_id', { where: 'user_id IS NOT NULL' })
  @ForeignKey('User', { name: 'fk_opaque_tokens_user_id', onDelete: 'CASCADE' })
  userId: string | null;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_opaque_tokens_session_id', { where: 'session_id IS NOT NULL' })
  @ForeignKey('Session', { name: 'fk_opaque_tokens_session_id', onDelete: 'CASCADE' })
  sessionId: string | null;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_opaque_tokens_api_key_id', { where: 'api_key_id IS NOT NULL' })
  @ForeignKey('ApiKey', { name: 'fk_opaque_tokens_api_key_id', onDelete: 'CASCADE' })
  apiKeyId: string | null;

  /** Which of the key's secrets it was made with. */
  @Column({ type: 'integer', nullable: true })
  apiKeyGeneration: number | null;

  /** For tokens of an OAuth client that stand for nobody. */
  @Column({ type: 'uuid', nullable: true })
  @Index('ix_opaque_tokens_client_id', { where: 'client_id IS NOT NULL' })
  @ForeignKey('OauthClient', { name: 'fk_opaque_tokens_client_id', onDelete: 'CASCADE' })
  clientId: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_opaque_tokens_expires_at')
  expiresAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  revokedAt: Date | null;
}
