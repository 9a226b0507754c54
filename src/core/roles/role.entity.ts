import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'roles' })
export class Role {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_roles' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  @Index('uq_roles_name', { unique: true })
  nameKey: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', array: true, default: [] })
  permissions: string[];

  @Column({ type: 'boolean', default: false })
  builtIn: boolean;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
