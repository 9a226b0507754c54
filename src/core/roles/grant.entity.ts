import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'grants' })
@Index('uq_grants_resource', ['userId', 'resourceType', 'resource', 'type'], { unique: true })
@Index('ix_grants_user_id', ['userId', 'id'])
export class Grant {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_grants' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_grants_user_id', onDelete: 'CASCADE' })
  userId: string;

  /** What it allows: a verb, `*` for every one. */
  @Column({ type: 'text' })
  type: string;

  /** On which kind of thing, `*` for every one. */
  @Column({ type: 'text' })
  resourceType: string;

  /** On which thing of that kind, `*` for every one. */
  @Column({ type: 'text' })
  resource: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
