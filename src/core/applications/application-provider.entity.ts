import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'application_providers' })
@Check('ck_application_providers_secret', '(secret IS NULL) = (key_id IS NULL)')
export class ApplicationProvider {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_application_providers' })
  @ForeignKey('Application', { name: 'fk_application_providers_application_id', onDelete: 'CASCADE' })
  applicationId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_application_providers' })
  provider: string;

  /** What may be shown. */
  @Column({ type: 'jsonb' })
  settings: Record<string, unknown>;

  /** Encrypted: what may not; null without any. */
  @Column({ type: 'bytea', nullable: true })
  secret: Buffer | null;

  @Column({ type: 'text', nullable: true })
  @Index('ix_application_providers_key_id')
  keyId: string | null;
}
