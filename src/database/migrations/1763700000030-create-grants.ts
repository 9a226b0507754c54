import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What accounts may do beyond their roles: grants on single resources. And the operator's own permission strings; the
 * built-in ones are part of the program.
 */
export class CreateGrants1763700000030 implements MigrationInterface {
  name = 'CreateGrants1763700000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE operator_permissions (
        permission text NOT NULL,
        description text,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_operator_permissions PRIMARY KEY (permission)
      )`);
    await runner.query(`
      CREATE TABLE grants (
        id uuid NOT NULL,
        user_id uuid NOT NULL,
        type text NOT NULL,
        resource_type text NOT NULL,
        resource text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_grants PRIMARY KEY (id),
        CONSTRAINT fk_grants_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query(
      'CREATE UNIQUE INDEX uq_grants_resource ON grants (user_id, resource_type, resource, type)',
    );
    await runner.query('CREATE INDEX ix_grants_user_id ON grants (user_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE grants');
    await runner.query('DROP TABLE operator_permissions');
  }
}
