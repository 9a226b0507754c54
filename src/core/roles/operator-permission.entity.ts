import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A permission string that the operator defined for services of their own. */
@Entity({ name: 'operator_permissions' })
export class OperatorPermission {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_operator_permissions' })
  permission: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
