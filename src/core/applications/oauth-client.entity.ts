import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'oauth_clients' })
@Index('ix_oauth_clients_application_id', ['applicationId', 'id'])
export class OauthClient {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_oauth_clients' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('Application', { name: 'fk_oauth_clients_application_id', onDelete: 'CASCADE' })
  applicationId: string;

  @Column({ type: 'text' })
  name: string;

  /** SHA-256 of the secret. */
  @Column({ type: 'bytea' })
  secretHash: Buffer;

  @Column({ type: 'text', array: true })
  grantTypes: string[];

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
