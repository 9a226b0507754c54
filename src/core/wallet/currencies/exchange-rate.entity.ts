import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many units of `to` one unit of `from` buys, as a fraction. */
@Entity({ name: 'exchange_rates' })
@Check('ck_exchange_rates_fraction', 'numerator > 0 AND denominator > 0')
@Check('ck_exchange_rates_pair', 'from_currency <> to_currency')
export class ExchangeRate {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_exchange_rates' })
  @ForeignKey('Currency', 'code', { name: 'fk_exchange_rates_from_currency', onDelete: 'RESTRICT' })
  fromCurrency: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_exchange_rates' })
  @ForeignKey('Currency', 'code', { name: 'fk_exchange_rates_to_currency', onDelete: 'RESTRICT' })
  toCurrency: string;

  @Column({ type: 'bigint' })
  numerator: string;

  @Column({ type: 'bigint' })
  denominator: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
