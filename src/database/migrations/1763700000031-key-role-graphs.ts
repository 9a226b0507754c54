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

const TRIGGERS = [
  ['tr_grants_inserted', 'INSERT', 'NEW'],
  ['tr_grants_updated', 'UPDATE', 'NEW'],
  ['tr_grants_deleted', 'DELETE', 'OLD'],
] as const;

/**
 * Lets requests read which roles in which version an account holds (`role_keys`) and which version of its grants, instead
 * of all that is in them. The version of a role is that of the row itself, that of grants is drawn anew by a trigger: both
 * change with whatever changes the rows, in the same transaction, and never come again.
 */
export class KeyRoleGraphs1763700000031 implements MigrationInterface {
  name = 'KeyRoleGraphs1763700000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE grant_versions (
        user_id uuid NOT NULL,
        version uuid NOT NULL,
        CONSTRAINT pk_grant_versions PRIMARY KEY (user_id),
        CONSTRAINT fk_grant_versions_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
      )`);
    await runner.query(
      'INSERT INTO grant_versions SELECT user_id, gen_random_uuid() FROM grants GROUP BY user_id',
    );
    await runner.query(`
      CREATE FUNCTION renew_grant_versions() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO grant_versions (user_id, version)
        SELECT touched.user_id, gen_random_uuid()
          FROM (SELECT DISTINCT user_id FROM changed ORDER BY user_id) AS touched JOIN users u ON u.id = touched.user_id
        ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
        RETURN NULL;
      END $$`);
    for (const [name, event, rows] of TRIGGERS) {
      await runner.query(`
        CREATE TRIGGER ${name} AFTER ${event} ON grants REFERENCING ${rows} TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION renew_grant_versions()`);
    }
    await runner.query(`
      CREATE OR REPLACE VIEW accounts AS
      SELECT ${COLUMNS},
             (SELECT string_agg(r.id || ':' || r.xmin::text, ',' ORDER BY ur.role_id)
                FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS role_keys,
             (SELECT version FROM grant_versions v WHERE v.user_id = u.id) AS grants_version
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
    for (const [name] of TRIGGERS) {
      await runner.query(`DROP TRIGGER ${name} ON grants`);
    }
    await runner.query('DROP FUNCTION renew_grant_versions()');
    await runner.query('DROP TABLE grant_versions');
  }
}
