import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `u.id, u.username, u.email, u.email_verified, u.display_name, u.first_name, u.last_name, u.nickname, u.phone,
  u.picture_url, u.contact_info, u.custom_claims, u.version, u.created_at, u.updated_at, u.last_sign_in_at,
  u.username_key, u.email_key, u.search_text, u.is_suspended,
  u.is_suspended AND (u.suspended_until IS NULL OR u.suspended_until > now()) AS suspended,
  (SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'permissions', r.permissions) ORDER BY r.name_key)
     FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS roles`;

const SESSION_PRINCIPALS = `CREATE VIEW session_principals AS
  SELECT s.id AS session_id, s.application_id, s.profile_id, s.amr, s.authenticated_at,
         extract(epoch FROM now() - s.last_used_at)::float8 AS idle_seconds,
         extract(epoch FROM now() - s.created_at)::float8 AS age_seconds,
         a.*
    FROM sessions s JOIN accounts a ON a.id = s.user_id
   WHERE s.ended_at IS NULL`;

/**
 * Lets requests read which roles in which version an account holds (`role_keys`), instead of all that is in them. The
 * version is that of the row itself, so it changes with whatever changes the row.
 */
export class KeyRoleGraphs1763700000031 implements MigrationInterface {
  name = 'KeyRoleGraphs1763700000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW accounts AS
      SELECT ${COLUMNS},
             (SELECT string_agg(r.id || ':' || r.xmin::text, ',' ORDER BY ur.role_id)
                FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS role_keys
        FROM users u
       WHERE u.deleted_at IS NULL`);
    await runner.query('DROP VIEW session_principals');
    await runner.query(SESSION_PRINCIPALS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW session_principals');
    await runner.query('DROP VIEW accounts');
    await runner.query(`CREATE VIEW accounts AS SELECT ${COLUMNS} FROM users u WHERE u.deleted_at IS NULL`);
    await runner.query(SESSION_PRINCIPALS);
  }
}
