import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts and their passwords. A deleted account leaves an empty row, so that books and audit keep their subject;
 * its name and address are free again because the unique indexes do not see it.
 */
export class CreateAccounts1763700000001 implements MigrationInterface {
  name = 'CreateAccounts1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await runner.query(`
      CREATE TABLE schema_requirements (
        migration text NOT NULL,
        CONSTRAINT pk_schema_requirements PRIMARY KEY (migration)
      )`);
    await runner.query(`
      CREATE TABLE users (
        id uuid NOT NULL,
        username text,
        username_key text,
        email text,
        email_key text,
        email_verified boolean NOT NULL DEFAULT false,
        display_name text,
        first_name text,
        last_name text,
        nickname text,
        phone text,
        picture_url text,
        contact_info jsonb NOT NULL DEFAULT '{}',
        custom_claims jsonb NOT NULL DEFAULT '{}',
        is_suspended boolean NOT NULL DEFAULT false,
        suspended_until timestamptz(3),
        suspension_reason text,
        search_text text NOT NULL DEFAULT '',
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        updated_at timestamptz(3) NOT NULL DEFAULT now(),
        last_sign_in_at timestamptz(3),
        deleted_at timestamptz(3),
        CONSTRAINT pk_users PRIMARY KEY (id),
        CONSTRAINT ck_users_has_name CHECK (deleted_at IS NOT NULL OR username IS NOT NULL OR email IS NOT NULL)
      )`);
    await runner.query(
      'CREATE UNIQUE INDEX uq_users_username ON users (username_key) WHERE deleted_at IS NULL AND username_key IS NOT NULL',
    );
    await runner.query(
      'CREATE UNIQUE INDEX uq_users_email ON users (email_key) WHERE deleted_at IS NULL AND email_key IS NOT NULL',
    );
    await runner.query(
      'CREATE INDEX ix_users_suspended ON users (id) WHERE is_suspended AND deleted_at IS NULL',
    );
    await runner.query(
      'CREATE INDEX ix_users_search_text ON users USING gin (search_text gin_trgm_ops) WHERE deleted_at IS NULL',
    );
    await runner.query(`
      CREATE TABLE password_credentials (
        user_id uuid NOT NULL,
        hash text NOT NULL,
        pepper_key_id text NOT NULL,
        changed_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_password_credentials PRIMARY KEY (user_id),
        CONSTRAINT fk_password_credentials_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE password_credentials');
    await runner.query('DROP TABLE users');
    await runner.query('DROP TABLE schema_requirements');
  }
}
