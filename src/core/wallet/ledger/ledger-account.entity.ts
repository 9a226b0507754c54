import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

@Entity({ name: 'ledger_accounts' })
@Unique('uq_ledger_accounts_id_currency', ['id', 'currency'])
@Index('uq_ledger_accounts_wallet', ['walletId', 'currency', 'purpose'], {
  unique: true,
  where: 'wallet_id IS NOT NULL',
})
@Index('uq_ledger_accounts_campaign', ['campaignId'], { unique: true, where: 'campaign_id IS NOT NULL' })
@Index('uq_ledger_accounts_system', ['currency', 'purpose'], {
  unique: true,
  where: 'wallet_id IS NULL AND campaign_id IS NULL',
})
@Check('ck_ledger_accounts_balance', 'balance >= 0')
@Check(
  'ck_ledger_accounts_purpose',
  `CASE WHEN wallet_id IS NOT NULL THEN purpose IN ('available', 'held') AND campaign_id IS NULL AND balance IS NOT NULL
        WHEN campaign_id IS NOT NULL THEN purpose = 'campaign' AND balance IS NOT NULL
        ELSE purpose IN ('issuance', 'coupons', 'exchange', 'rounding') AND balance IS NULL AND sequence = 0 END`,
)
export class LedgerAccount {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_ledger_accounts' })
  id: string;

  /** Null for system accounts and campaigns. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('Wallet', { name: 'fk_ledger_accounts_wallet_id', onDelete: 'RESTRICT' })
  walletId: string | null;

  /** The coupon whose budget this is. */
  @Column({ type: 'uuid', nullable: true })
  @ForeignKey('Coupon', { name: 'fk_ledger_accounts_campaign_id', onDelete: 'RESTRICT' })
  campaignId: string | null;

  @Column({ type: 'text' })
  @ForeignKey('Currency', 'code', { name: 'fk_ledger_accounts_currency', onDelete: 'RESTRICT' })
  currency: string;

  @Column({ type: 'text' })
  purpose: string;

  /** Minor units; null for system accounts, whose sums are taken from the entries. */
  @Column({ type: 'bigint', nullable: true })
  balance: string | null;

  /** How many entries the account has, which is the number of the last one; 0 for system accounts. */
  @Column({ type: 'bigint', default: 0 })
  sequence: string;

  /** Hash of the last entry. */
  @Column({ type: 'bytea', nullable: true })
  head: Buffer | null;

  @Column({ type: 'timestamp with time zone', default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', default: () => 'now()' })
  changedAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  closedAt: Date | null;
}
