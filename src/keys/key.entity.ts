import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'keys' })
export class Key {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_keys' })
  id: string;

  @Column({ type: 'text' })
  @Index('uq_keys_active_purpose', { unique: true, where: 'is_active' })
  purpose: string;

  /** Encrypted under SECRET_KEY. */
  @Column({ type: 'bytea' })
  material: Buffer;

  @Column({ type: 'boolean' })
  isActive: boolean;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  /** From when on new things are made with it, unless a later key has taken over. */
  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  notBefore: Date;

  /** The material is gone from then on. */
  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  retiredAt: Date | null;
}
