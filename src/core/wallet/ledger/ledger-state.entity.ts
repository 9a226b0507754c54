import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: whether the books were in order when they were last checked. `ledger_post` reads it before every batch. */
@Entity({ name: 'ledger_state' })
@Check('ck_ledger_state_one', 'id')
export class LedgerState {
  @PrimaryColumn({ type: 'boolean', default: true, primaryKeyConstraintName: 'pk_ledger_state' })
  id: boolean;

  @Column({ type: 'boolean', default: true })
  isSound: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  checkedAt: Date | null;
}
