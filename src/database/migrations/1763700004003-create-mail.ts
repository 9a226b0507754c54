import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that wait to be sent, encrypted, and the links in them, hashed. */
export class CreateMail1763700004003 implements MigrationInterface {
  name = 'CreateMail1763700004003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE queued_mails (
        id uuid NOT NULL,
        content bytea NOT NULL,
        key_id text NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_queued_mails PRIMARY KEY (id)
      )`);
    await runner.query('CREATE INDEX ix_queued_mails_due_at ON queued_mails (due_at)');
    await runner.query(`
      CREATE TABLE one_time_links (
        user_id uuid NOT NULL,
        purpose text NOT NULL,
        token_hash bytea NOT NULL,
        email text NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_one_time_links PRIMARY KEY (user_id, purpose),
        CONSTRAINT fk_one_time_links_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_one_time_links_token_hash ON one_time_links (token_hash)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE one_time_links');
    await runner.query('DROP TABLE queued_mails');
  }
}
