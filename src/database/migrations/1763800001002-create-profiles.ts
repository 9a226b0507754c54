import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How people appear within applications. */
export class CreateProfiles1763800001002 implements MigrationInterface {
  name = 'CreateProfiles1763800001002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE profiles (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        application_id uuid NOT NULL,
        display_name text,
        image_url text,
        metadata jsonb NOT NULL DEFAULT '{}',
        version integer NOT NULL DEFAULT 1,
        last_sign_in_at timestamptz(3),
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_profiles PRIMARY KEY (id),
        CONSTRAINT fk_profiles_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_profiles_application_id FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_profiles_user_id ON profiles (user_id, id)');
    await runner.query('CREATE INDEX ix_profiles_application_id ON profiles (application_id, id)');
    await runner.query('UPDATE sessions SET profile_id = NULL WHERE profile_id IS NOT NULL');
    await runner.query(`
      ALTER TABLE sessions ADD CONSTRAINT fk_sessions_profile_id
        FOREIGN KEY (profile_id) REFERENCES profiles (id) ON DELETE SET NULL`);
    await runner.query('CREATE INDEX ix_sessions_profile_id ON sessions (profile_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_sessions_profile_id');
    await runner.query('ALTER TABLE sessions DROP CONSTRAINT fk_sessions_profile_id');
    await runner.query('DROP TABLE profiles');
  }
}
