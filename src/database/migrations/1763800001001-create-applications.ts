import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The clients accounts are used from, and what they know of providers; secrets of those are encrypted. */
export class CreateApplications1763800001001 implements MigrationInterface {
  name = 'CreateApplications1763800001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE applications (
        id uuid NOT NULL,
        name text NOT NULL,
        name_key text NOT NULL,
        description text,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_applications PRIMARY KEY (id)
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_applications_name ON applications (name_key)');
    await runner.query(`
      CREATE TABLE application_providers (
        application_id uuid NOT NULL,
        provider text NOT NULL,
        settings jsonb NOT NULL,
        secret bytea,
        key_id text,
        CONSTRAINT pk_application_providers PRIMARY KEY (application_id, provider),
        CONSTRAINT fk_application_providers_application_id
          FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE CASCADE,
        CONSTRAINT ck_application_providers_secret CHECK ((secret IS NULL) = (key_id IS NULL))
      )`);
    await runner.query('CREATE INDEX ix_application_providers_key_id ON application_providers (key_id)');
    // What was noted before there were applications names none.
    await runner.query('UPDATE sessions SET application_id = NULL WHERE application_id IS NOT NULL');
    await runner.query(`
      ALTER TABLE sessions ADD CONSTRAINT fk_sessions_application_id
        FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE SET NULL`);
    await runner.query('CREATE INDEX ix_sessions_application_id ON sessions (application_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX ix_sessions_application_id');
    await runner.query('ALTER TABLE sessions DROP CONSTRAINT fk_sessions_application_id');
    await runner.query('DROP TABLE application_providers');
    await runner.query('DROP TABLE applications');
  }
}
