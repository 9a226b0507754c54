import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

@Entity({ name: 'password_credentials' })
export class PasswordCredential {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_password_credentials' })
  @ForeignKey('User', { name: 'fk_password_credentials_user_id', onDelete: 'CASCADE' })
  userId: string;

  /** Argon2id in PHC format, over the peppered password; of an imported account what it brought along. */
  @Column({ type: 'text' })
  hash: string;

  /** `none` for a hash that was made elsewhere. */
  @Column({ type: 'text' })
  pepperKeyId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  changedAt: Date;
}
