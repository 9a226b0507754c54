import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Which version the grants of an account are in; a trigger on `grants` draws a new one with every change. */
@Entity({ name: 'grant_versions' })
export class GrantVersion {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_grant_versions' })
  @ForeignKey('User', { name: 'fk_grant_versions_user_id', onDelete: 'CASCADE' })
  userId: string;

  @Column({ type: 'uuid' })
  version: string;
}
