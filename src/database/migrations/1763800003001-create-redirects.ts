import type { MigrationInterface, QueryRunner } from 'typeorm';

/** States of redirect sign-ins that are used up or still awaited by post, and the one-time codes they end with. */
export class CreateRedirects1763800003001 implements MigrationInterface {
  name = 'CreateRedirects1763800003001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE redirect_states (
        state_hash bytea NOT NULL,
        answer bytea,
        key_id text,
        used_at timestamptz(3),
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_redirect_states PRIMARY KEY (state_hash),
        CONSTRAINT ck_redirect_states_answer CHECK ((answer IS NULL) = (key_id IS NULL))
      )`);
    await runner.query('CREATE INDEX ix_redirect_states_expires_at ON redirect_states (expires_at)');
    await runner.query(`
      CREATE TABLE sign_in_codes (
        code_hash bytea NOT NULL,
        session_id uuid NOT NULL,
        user_id uuid NOT NULL,
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_sign_in_codes PRIMARY KEY (code_hash),
        CONSTRAINT fk_sign_in_codes_session_id FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX ix_sign_in_codes_session_id ON sign_in_codes (session_id)');
    await runner.query('CREATE INDEX ix_sign_in_codes_expires_at ON sign_in_codes (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sign_in_codes');
    await runner.query('DROP TABLE redirect_states');
  }
}
