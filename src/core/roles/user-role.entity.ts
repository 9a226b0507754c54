import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'user_roles' })
@Index('ix_user_roles_role_id', ['roleId', 'userId'])
export class UserRole {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_user_roles' })
  @ForeignKey('User', { name: 'fk_user_roles_user_id', onDelete: 'CASCADE' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_user_roles' })
  @ForeignKey('Role', { name: 'fk_user_roles_role_id', onDelete: 'RESTRICT' })
  roleId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
