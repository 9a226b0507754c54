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

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  retiredAt: Date | null;
}
