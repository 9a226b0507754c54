import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Money of a wallet that is set aside until it is captured, voided or expires. */
@Entity({ name: 'holds' })
@Index('ix_holds_open', ['expiresAt'], { where: "status = 'open'" })
@Index('ix_holds_open_of_wallet', ['walletId'], { where: "status = 'open'" })
@Check('ck_holds_amount', 'amount > 0 AND captured_amount BETWEEN 0 AND amount')
@Check('ck_holds_status', "status IN ('open', 'captured', 'voided', 'expired')")
export class Hold {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_holds' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('Wallet', { name: 'fk_holds_wallet_id', onDelete: 'RESTRICT' })
  walletId: string;

  @Column({ type: 'text' })
  currency: string;

  @Column({ type: 'bigint' })
  amount: string;

  @Column({ type: 'bigint', default: 0 })
  capturedAmount: string;

  @Column({ type: 'text', default: 'open' })
  status: string;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  expiresAt: Date;

  /** The transaction that set the money aside. */
  @Column({ type: 'uuid' })
  @ForeignKey('LedgerTransaction', { name: 'fk_holds_transaction_id', onDelete: 'RESTRICT' })
  transactionId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
