import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'sign_in_codes' })
export class SignInCode {
  /** SHA-256 of the code. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_sign_in_codes' })
  codeHash: Buffer;

  @Column({ type: 'uuid' })
  @Index('ix_sign_in_codes_session_id')
  @ForeignKey('Session', { name: 'fk_sign_in_codes_session_id', onDelete: 'CASCADE' })
  sessionId: string;

  @Column({ type: 'uuid' })
  userId: string;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_sign_in_codes_expires_at')
  expiresAt: Date;
}
