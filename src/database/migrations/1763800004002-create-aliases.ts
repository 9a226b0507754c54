import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Public identifiers that other APIs have for what is stored here. */
export class CreateAliases1763800004002 implements MigrationInterface {
  name = 'CreateAliases1763800004002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE aliases (
        namespace text NOT NULL,
        subject_id uuid NOT NULL,
        alias text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_aliases PRIMARY KEY (namespace, subject_id)
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_aliases_alias ON aliases (namespace, alias)');
    await runner.query('CREATE INDEX ix_aliases_subject_id ON aliases (subject_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE aliases');
  }
}
