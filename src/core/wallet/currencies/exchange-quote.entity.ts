import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A rate that is kept for one person and one amount for a minute, to be used once. */
@Entity({ name: 'exchange_quotes' })
export class ExchangeQuote {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_exchange_quotes' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_exchange_quotes_user_id', onDelete: 'CASCADE' })
  userId: string;

  @Column({ type: 'text' })
  fromCurrency: string;

  @Column({ type: 'text' })
  toCurrency: string;

  @Column({ type: 'bigint' })
  amount: string;

  @Column({ type: 'bigint' })
  numerator: string;

  @Column({ type: 'bigint' })
  denominator: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3 })
  @Index('ix_exchange_quotes_expires_at')
  expiresAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  usedAt: Date | null;
}
