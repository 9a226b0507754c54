import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'sign_in_codes' })
export class SignInCode {
  /** SHA-256 of the code. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'pk_sign_in_codes' })
  codeHash: Buffer;

  @Column({ type: 'uuid' })
  @Index('ix_sign_in_codes_user_id')
  @ForeignKey('User', { name: 'fk_sign_in_codes_user_id', onDelete: 'CASCADE' })
  userId: string;

  /** Who proved it: without this identity the code is gone too. */
  @Column({ type: 'uuid' })
  @Index('ix_sign_in_codes_identity_id')
  @ForeignKey('Identity', { name: 'fk_sign_in_codes_identity_id', onDelete: 'CASCADE' })
  identityId: string;

  @Column({ type: 'text' })
  provider: string;

  @Column({ type: 'uuid', nullable: true })
  @Index('ix_sign_in_codes_application_id')
  @ForeignKey('Application', { name: 'fk_sign_in_codes_application_id', onDelete: 'CASCADE' })
  applicationId: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_sign_in_codes_expires_at')
  expiresAt: Date;
}
