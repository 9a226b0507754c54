import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'coupon_codes' })
@Index('ix_coupon_codes_coupon_id', ['couponId', 'id'])
@Check('ck_coupon_codes_uses', 'uses >= 0')
export class CouponCode {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_coupon_codes' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('Coupon', { name: 'fk_coupon_codes_coupon_id', onDelete: 'RESTRICT' })
  couponId: string;

  /** SHA-256 of the code's normal form. */
  @Column({ type: 'bytea' })
  @Index('uq_coupon_codes_code_hash', { unique: true })
  codeHash: Buffer;

  /** The last characters, to tell codes apart by. */
  @Column({ type: 'text' })
  ending: string;

  @Column({ type: 'integer', default: 0 })
  uses: number;
}
