import type { Answer, HttpClient } from '../support/http-client.js';
import type { TestApp } from '../support/create-test-app.js';
import { createTestApp } from '../support/create-test-app.js';
import { uniqueName } from '../support/people.js';
import { type Action, grantOf, type State, textOf } from './model.js';

const ADMIN_ROLE = 'rol_Administrator001';
const USER_ROLE = 'rol_RegularUser00001';

interface Actor {
  id: string;
  sessionId: string | null;
  http: HttpClient;
}

/** The server, its cast of accounts, and the ways to bring both into a state of the model and to read it back. */
export class Stage {
  readonly builtInPermissions: string[] = [];
  private actors: Actor[] = [];
  private roleIds = new Map<string, string>();

  private constructor(
    readonly api: TestApp,
    private readonly cast: Actor[],
  ) {}

  /** @param people how many there are besides the first administrator, who is number 0 */
  static async open(people: number): Promise<Stage> {
    const api = await createTestApp();
    const me = (await api.admin.get('/v1/sessions/current')).body as { id: string; userId: string };
    const cast: Actor[] = [{ id: me.userId, sessionId: me.id, http: api.admin }];
    for (let index = 0; index < people; index += 1) {
      const person = await api.signUp();
      cast.push({ id: person.id, sessionId: person.sessionId, http: person.http });
    }
    const stage = new Stage(api, cast);
    const role = (await api.admin.get(`/v1/roles/${ADMIN_ROLE}`)).body as { permissions: string[] };
    stage.builtInPermissions.push(...role.permissions);
    return stage;
  }

  /** Writes the state into the database, as an operator would by hand. */
  async set(state: State): Promise<void> {
    const sql: TestApp['sql'] = (text, values) => this.api.sql(text, values);
    this.actors = [...this.cast];
    this.roleIds = new Map([
      ['admin', ADMIN_ROLE],
      ['user', USER_ROLE],
    ]);
    await sql('DELETE FROM grants');
    await sql('DELETE FROM user_roles');
    await sql('DELETE FROM roles WHERE NOT built_in');
    await sql('DELETE FROM operator_permissions');
    const cast = this.cast.map(({ id }) => id);
    await sql('UPDATE users SET deleted_at = now() WHERE deleted_at IS NULL AND id <> ALL ($1)', [cast]);
    await sql('UPDATE users SET is_suspended = false');
    const open = this.cast.map(({ sessionId }) => sessionId);
    await sql('UPDATE sessions SET ended_at = NULL, last_used_at = now() WHERE id = ANY ($1)', [open]);
    await sql('INSERT INTO operator_permissions (permission) SELECT unnest($1::text[])', [state.own]);
    for (const [name, permissions] of Object.entries(state.roles)) {
      await this.setRole(name, permissions);
    }
    for (const [index, { roles, grants }] of state.accounts.entries()) {
      const { id } = this.cast[index];
      const ids = roles.map((role) => this.roleIds.get(role));
      await sql('INSERT INTO user_roles (user_id, role_id) SELECT $1, unnest($2::text[])', [id, ids]);
      for (const { type, resourceType, resource } of grants.map(grantOf)) {
        await sql(
          `INSERT INTO grants (id, user_id, type, resource_type, resource) VALUES (gen_random_uuid(), $1, $2, $3, $4)`,
          [id, type, resourceType, resource],
        );
      }
    }
  }

  /** Sends the call that an action stands for. */
  async play(action: Action): Promise<Answer> {
    const { http } = this.actors[action.by];
    const target = 'to' in action ? `/v1/users/${this.actors[action.to].id}` : '';
    switch (action.kind) {
      case 'add-roles':
        return http.post(`${target}/roles`, { roles: this.idsOf(action.roles) });
      case 'set-roles':
        return http.put(`${target}/roles`, { roles: this.idsOf(action.roles) });
      case 'remove-role':
        return http.delete(`${target}/roles/${this.roleIds.get(action.role)}`);
      case 'add-grant':
        return http.post(`${target}/grants`, grantOf(action.grant));
      case 'remove-grant':
        return http.delete(`${target}/grants/${await this.grantId(action.to, action.grant)}`);
      case 'suspend':
        return http.post(`${target}/suspension`, { reason: 'test' });
      case 'reinstate':
        return http.delete(`${target}/suspension`);
      case 'rename':
        return http.patch(target, { displayName: uniqueName('name') });
      case 'end-sessions':
        return http.delete(`${target}/sessions`);
      case 'set-password':
        return http.put(`${target}/password`, { newPassword: 'another password for tests' });
      case 'create-user':
        return this.createUser(http, action.roles, action.grants);
      case 'create-role':
        return this.createRole(http, action.name, action.permissions);
      case 'edit-role':
        return http.patch(`/v1/roles/${this.roleIds.get(action.name)}`, { permissions: action.permissions });
      case 'delete-role':
        return http.delete(`/v1/roles/${this.roleIds.get(action.name)}`);
      case 'create-permission':
        return http.post('/v1/permissions', { permission: action.permission });
      case 'delete-permission':
        return http.delete(`/v1/permissions/${action.permission}`);
    }
  }

  /** The state that the database is in, accounts in the order of the model's. */
  async read(): Promise<State> {
    const sql: TestApp['sql'] = (text, values) => this.api.sql(text, values);
    const ids = this.actors.map(({ id }) => id);
    const rows = await sql<{
      id: string;
      roles: string[];
      grants: string[];
      suspended: boolean;
      live: string[];
    }>(
      `SELECT u.id, u.is_suspended AS suspended,
              ARRAY(SELECT r.name FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = u.id) AS roles,
              ARRAY(SELECT concat_ws(' ', type, resource_type, resource) FROM grants g WHERE g.user_id = u.id) AS grants,
              ARRAY(SELECT s.id::text FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL) AS live
         FROM users u WHERE u.id = ANY ($1) ORDER BY array_position($1, u.id)`,
      [ids],
    );
    const roles = await sql<{ name: string; permissions: string[] }>('SELECT name, permissions FROM roles');
    const own = await sql<{ permission: string }>('SELECT permission FROM operator_permissions');
    return canonical({
      accounts: rows.map(({ roles: held, grants, suspended, live }, index) => ({
        roles: held,
        grants,
        suspended,
        signedIn: live.includes(this.actors[index].sessionId ?? ''),
      })),
      roles: Object.fromEntries(roles.map(({ name, permissions }) => [name, permissions])),
      own: own.map(({ permission }) => permission),
    });
  }

  private async setRole(name: string, permissions: string[]): Promise<void> {
    const known = this.roleIds.get(name);
    const id = known ?? `rol_${name.padStart(16, '0')}`;
    this.roleIds.set(name, id);
    await this.api.sql(
      `INSERT INTO roles (id, name, name_key, permissions) VALUES ($1, $2, $2, $3)
       ON CONFLICT (id) DO UPDATE SET permissions = excluded.permissions`,
      [id, name, permissions],
    );
  }

  private async createUser(http: HttpClient, roles: string[], grants: string[]): Promise<Answer> {
    const answer = await http.post('/v1/users', {
      username: uniqueName('extra'),
      roles: this.idsOf(roles),
      grants: grants.map(grantOf),
    });
    if (answer.status === 201) {
      this.actors.push({ id: answer.body.id, sessionId: null, http });
    }
    return answer;
  }

  private async createRole(http: HttpClient, name: string, permissions: string[]): Promise<Answer> {
    const answer = await http.post('/v1/roles', { name, permissions });
    if (answer.status === 201) {
      this.roleIds.set(name, answer.body.id as string);
    }
    return answer;
  }

  private idsOf(roles: readonly string[]): (string | undefined)[] {
    return roles.map((role) => this.roleIds.get(role));
  }

  private async grantId(account: number, grant: string): Promise<string> {
    const rows = await this.api.sql<{ id: string; type: string; resource_type: string; resource: string }>(
      'SELECT id, type, resource_type, resource FROM grants WHERE user_id = $1',
      [this.actors[account].id],
    );
    const row = rows.find((held) => textOf({ ...held, resourceType: held.resource_type }) === grant);
    return row?.id ?? '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';
  }
}

/** The same state with its lists in order, so that two can be compared. */
export function canonical(state: State): State {
  const names = Object.keys(state.roles).sort();
  return {
    accounts: state.accounts.map((account) => ({
      ...account,
      roles: [...account.roles].sort(),
      grants: [...account.grants].sort(),
    })),
    roles: Object.fromEntries(names.map((name) => [name, [...state.roles[name]].sort()])),
    own: [...state.own].sort(),
  };
}
