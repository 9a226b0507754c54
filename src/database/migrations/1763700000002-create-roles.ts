import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Roles, who holds them, and the view that every request reads accounts through. */
export class CreateRoles1763700000002 implements MigrationInterface {
  name = 'CreateRoles1763700000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE roles (
        id text NOT NULL,
        name text NOT NULL,
        name_key text NOT NULL,
        description text,
        permissions text[] NOT NULL DEFAULT '{}',
        built_in boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_roles PRIMARY KEY (id)
      )`);
    await runner.query('CREATE UNIQUE INDEX uq_roles_name ON roles (name_key)');
    await runner.query(`
      CREATE TABLE user_roles (
        user_id uuid NOT NULL,
        role_id text NOT NULL,
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CONSTRAINT pk_user_roles PRIMARY KEY (user_id, role_id),
        CONSTRAINT fk_user_roles_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_user_roles_role_id FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE RESTRICT
      )`);
    await runner.query('CREATE INDEX ix_user_roles_role_id ON user_roles (role_id, user_id)');
    await runner.query(`
      CREATE VIEW accounts AS
      SELECT u.id, u.username, u.email, u.email_verified, u.display_name, u.first_name, u.last_name, u.nickname, u.phone,
             u.picture_url, u.contact_info, u.custom_claims, u.version, u.created_at, u.updated_at, u.last_sign_in_at,
             u.username_key, u.email_key, u.search_text, u.is_suspended,
             u.is_suspended AND (u.suspended_until IS NULL OR u.suspended_until > now()) AS suspended,
             (SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'permissions', r.permissions) ORDER BY r.name_key)
                FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS roles
        FROM users u
       WHERE u.deleted_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW accounts');
    await runner.query('DROP TABLE user_roles');
    await runner.query('DROP TABLE roles');
  }
}
