import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody at a provider who opens an account here. */
@Entity({ name: 'identities' })
@Index('uq_identities_subject', ['provider', 'issuer', 'subject'], { unique: true })
@Index('uq_identities_user', ['userId', 'provider', 'issuer'], { unique: true })
export class Identity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_identities' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_identities_user_id', onDelete: 'CASCADE' })
  userId: string;

  /** `google`, `apple`, `facebook` or `firebase`. */
  @Column({ type: 'text' })
  provider: string;

  @Column({ type: 'text' })
  issuer: string;

  @Column({ type: 'text' })
  subject: string;

  /** What the provider last said; never used to find anybody. */
  @Column({ type: 'text', nullable: true })
  email: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  lastUsedAt: Date;
}
