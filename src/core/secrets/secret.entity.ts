import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'secrets' })
export class Secret {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_secrets' })
  @ForeignKey('User', { name: 'fk_secrets_user_id', onDelete: 'CASCADE' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_secrets' })
  type: string;

  /** Chosen by the owner. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_secrets' })
  id: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** Encrypted: secret key, access key and parameters. */
  @Column({ type: 'bytea' })
  value: Buffer;

  @Column({ type: 'text' })
  @Index('ix_secrets_key_id')
  keyId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  expiresAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
