import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'wallets' })
export class Wallet {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_wallets' })
  id: string;

  /** The account's row; once that is deleted an empty one, so that the wallet's id is all that the books still know. */
  @Column({ type: 'uuid' })
  @Index('uq_wallets_user_id', { unique: true })
  @ForeignKey('User', { name: 'fk_wallets_user_id', onDelete: 'RESTRICT' })
  userId: string;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  closedAt: Date | null;
}
