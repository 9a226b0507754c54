import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Never changed and never removed. */
@Entity({ name: 'coupon_redemptions' })
export class CouponRedemption {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_coupon_redemptions' })
  @ForeignKey('CouponCode', { name: 'fk_coupon_redemptions_code_id', onDelete: 'RESTRICT' })
  codeId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_coupon_redemptions' })
  @ForeignKey('User', { name: 'fk_coupon_redemptions_user_id', onDelete: 'RESTRICT' })
  userId: string;

  /** 1, 2, 3 …: how often this person has redeemed this code. */
  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'pk_coupon_redemptions' })
  ordinal: number;

  @Column({ type: 'uuid' })
  @ForeignKey('LedgerTransaction', {
    name: 'fk_coupon_redemptions_transaction_id',
    onDelete: 'RESTRICT',
  })
  transactionId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
