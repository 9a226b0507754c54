import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Written by `ledger_post` only; never changed and never removed. Amounts are minor units, negative for what leaves. */
@Entity({ name: 'ledger_entries' })
@ForeignKey('LedgerAccount', ['accountId', 'currency'], ['id', 'currency'], {
  name: 'fk_ledger_entries_account',
  onDelete: 'RESTRICT',
})
@Index('uq_ledger_entries_sequence', ['accountId', 'sequence'], {
  unique: true,
  where: 'sequence IS NOT NULL',
})
@Index('ix_ledger_entries_history', { synchronize: false })
@Check(
  'ck_ledger_entries_amount',
  'amount <> 0 AND amount BETWEEN -100000000000000000 AND 100000000000000000',
)
@Check('ck_ledger_entries_balance_after', 'balance_after >= 0')
@Check(
  'ck_ledger_entries_chain',
  '(sequence IS NULL) = (balance_after IS NULL) AND (sequence IS NULL) = (hash IS NULL)',
)
export class LedgerEntry {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_ledger_entries' })
  @ForeignKey('LedgerTransaction', { name: 'fk_ledger_entries_transaction_id', onDelete: 'RESTRICT' })
  transactionId: string;

  @PrimaryColumn({ type: 'smallint', primaryKeyConstraintName: 'pk_ledger_entries' })
  position: number;

  @Column({ type: 'uuid' })
  accountId: string;

  @Column({ type: 'text' })
  currency: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'bigint' })
  amount: string;

  /** Null on system accounts, like the two below. */
  @Column({ type: 'bigint', nullable: true })
  balanceAfter: string | null;

  /** 1, 2, 3 … within the account. */
  @Column({ type: 'bigint', nullable: true })
  sequence: string | null;

  /** Covers the entry, its transaction, the balance after it and the hash before it. */
  @Column({ type: 'bytea', nullable: true })
  hash: Buffer | null;

  @Column({ type: 'timestamp with time zone' })
  createdAt: Date;
}
