import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Written by `ledger_post` only; never changed and never removed. */
@Entity({ name: 'ledger_transactions' })
@Check(
  'ck_ledger_transactions_type',
  "type IN ('credit', 'debit', 'transfer', 'coupon', 'exchange', 'hold', 'capture', 'void', 'reversal')",
)
export class LedgerTransaction {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_ledger_transactions' })
  id: string;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'text', nullable: true })
  reference: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'jsonb', nullable: true })
  metadata: object | null;

  @Column({ type: 'text' })
  actorKind: string;

  @Column({ type: 'text', nullable: true })
  actorId: string | null;

  /** The transaction that this one takes back; each is taken back once. */
  @Column({ type: 'uuid', nullable: true })
  @Index('uq_ledger_transactions_reverses', { unique: true, where: 'reverses IS NOT NULL' })
  @ForeignKey('LedgerTransaction', { name: 'fk_ledger_transactions_reverses', onDelete: 'RESTRICT' })
  reverses: string | null;

  /** Covers every other column; part of the hash of each entry. */
  @Column({ type: 'bytea' })
  hash: Buffer;

  @Column({ type: 'timestamp with time zone' })
  createdAt: Date;
}
