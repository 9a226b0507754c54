import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'currencies' })
@Check('ck_currencies_scale', 'scale BETWEEN 0 AND 18')
export class Currency {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_currencies' })
  code: string;

  /** Digits after the point: 2 means that 100 minor units are one unit. */
  @Column({ type: 'smallint' })
  scale: number;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  @Column({ type: 'boolean', default: true })
  isEnabled: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
