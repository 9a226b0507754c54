import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'redirect_states' })
@Check('ck_redirect_states_answer', '(answer IS NULL) = (key_id IS NULL)')
export class RedirectState {
  /** SHA-256 of the state. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_redirect_states' })
  stateHash: Buffer;

  /** Encrypted: what a provider posted; null for answers that come by GET. */
  @Column({ type: 'bytea', nullable: true })
  answer: Buffer | null;

  @Column({ type: 'text', nullable: true })
  keyId: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  usedAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_redirect_states_expires_at')
  expiresAt: Date;
}
