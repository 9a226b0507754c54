import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity({ name: 'profiles' })
@Index('ix_profiles_display_name', { synchronize: false })
@Index('ix_profiles_user_id', ['userId', 'id'])
@Index('ix_profiles_application_id', ['applicationId', 'id'])
export class Profile {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_profiles' })
  id: string;

  @Column({ type: 'uuid' })
  @ForeignKey('User', { name: 'fk_profiles_user_id', onDelete: 'CASCADE' })
  userId: string;

  @Column({ type: 'uuid' })
  @ForeignKey('Application', { name: 'fk_profiles_application_id', onDelete: 'CASCADE' })
  applicationId: string;

  @Column({ type: 'text', nullable: true })
  displayName: string | null;

  @Column({ type: 'text', nullable: true })
  imageUrl: string | null;

  @Column({ type: 'jsonb', default: {} })
  metadata: Record<string, unknown>;

  @Column({ type: 'integer', default: 1 })
  version: number;

  @Column({ type: 'timestamp with time zone', precision: 3, nullable: true })
  lastSignInAt: Date | null;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamp with time zone', precision: 3, default: () => 'now()' })
  updatedAt: Date;
}
