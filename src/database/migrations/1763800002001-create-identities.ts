import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Identities of providers that open accounts, and the tokens of providers that were used already. */
export class CreateIdentities1763800002001 implements MigrationInterface {
  name = 'CreateIdentities1763800002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identities (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        provider text NOT NULL,
        issuer text NOT NULL,
        subject text NOT NULL,
        email text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        last_used_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_identities PRIMARY KEY (id),
        CONSTRAINT fk_identities_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_identities_subject ON identities (provider, issuer, subject)');
    await runner.query('CREATE UNIQUE INDEX uq_identities_user ON identities (user_id, provider, issuer)');
    await runner.query(`
      CREATE TABLE used_tokens (
        token_hash bytea NOT NULL,
        user_id uuid NOT NULL,
        is_spent boolean NOT NULL,
        first_used_at timestamptz(3) NOT NULL DEFAULT now(),
        expires_at timestamptz(3) NOT NULL,
        CONSTRAINT pk_used_tokens PRIMARY KEY (token_hash)
      )`);
    await runner.query('CREATE INDEX ix_used_tokens_expires_at ON used_tokens (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_tokens');
    await runner.query('DROP TABLE identities');
  }
}
