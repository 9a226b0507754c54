import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'aliases' })
@Index('uq_aliases_alias', ['namespace', 'alias'], { unique: true })
export class Alias {
  /** Whose identifiers these are, such as those of one API for one kind of thing. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_aliases' })
  namespace: string;

  /** The account or other row that is meant. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_aliases' })
  @Index('ix_aliases_subject_id')
  subjectId: string;

  @Column({ type: 'text' })
  alias: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
