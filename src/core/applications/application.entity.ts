import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'applications' })
export class Application {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_applications' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  @Index('uq_applications_name', { unique: true })
  nameKey: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
