import type { MigrationInterface, QueryRunner } from 'typeorm';

/** OAuth clients of applications; sessions that one opened name it, since only it may renew them. */
export class CreateOauthClients1763800001003 implements MigrationInterface {
  name = 'CreateOauthClients1763800001003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE oauth_clients (
        id uuid NOT NULL,
        application_id uuid NOT NULL,
        name text NOT NULL,
        secret_hash bytea NOT NULL,
        grant_types text[] NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_oauth_clients PRIMARY KEY (id),
        CONSTRAINT fk_oauth_clients_application_id
          FOREIGN KEY (application_id) REFERENCES applications (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_oauth_clients_application_id ON oauth_clients (application_id, id)');
    await runner.query(`
      ALTER TABLE sessions ADD COLUMN client_id uuid,
        ADD CONSTRAINT fk_sessions_client_id FOREIGN KEY (client_id) REFERENCES oauth_clients (id) ON DELETE SET NULL`);
    await runner.query('CREATE INDEX ix_sessions_client_id ON sessions (client_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN client_id');
    await runner.query('DROP TABLE oauth_clients');
  }
}
