import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'one_time_links' })
export class OneTimeLink {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_one_time_links' })
  @ForeignKey('User', { name: 'fk_one_time_links_user_id', onDelete: 'CASCADE' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_one_time_links' })
  purpose: string;

  /** SHA-256 of the token. */
  @Column({ type: 'bytea' })
  @Index('uq_one_time_links_token_hash', { unique: true })
  tokenHash: Buffer;

  /** The address it was sent to, as typed. */
  @Column({ type: 'text' })
  email: string;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  expiresAt: Date;
}
