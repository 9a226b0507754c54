import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

@Entity({ name: 'coupons' })
@Check('ck_coupons_amount', 'amount > 0 AND budget > 0')
@Check('ck_coupons_uses', 'max_uses > 0 AND max_uses_per_user > 0')
export class Coupon {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_coupons' })
  id: string;

  @Column({ type: 'bigint' })
  amount: string;

  @Column({ type: 'text' })
  @ForeignKey('Currency', 'code', { name: 'fk_coupons_currency', onDelete: 'RESTRICT' })
  currency: string;

  /** How often each of its codes can be redeemed. */
  @Column({ type: 'integer', default: 1 })
  maxUses: number;

  /** How often one person can redeem the same code. */
  @Column({ type: 'integer', default: 1 })
  maxUsesPerUser: number;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  validFrom: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  validTo: Date | null;

  @Column({ type: 'uuid', nullable: true })
  applicationId: string | null;

  /** What the campaign account was given; null when there is none. */
  @Column({ type: 'bigint', nullable: true })
  budget: string | null;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  deletedAt: Date | null;
}
