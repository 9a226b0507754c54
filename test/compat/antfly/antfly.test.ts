import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../../support/create-test-app.js';
import type { Answer, HttpClient, RequestOptions } from '../../support/http-client.js';
import { ok, signUpWith, uniqueName } from '../../support/people.js';

const USERS = '/api/v1/users';
const SECRET = 's3cr3tP@sswOrd';
const ADMIN_POLICIES = ['admin', 'read', 'write'].map((type) => policy('*', '*', type));

function policy(resource: string, resource_type: string, type: string) {
  return { resource, resource_type, type };
}
const byType = (one: { type: string }, other: { type: string }) => one.type.localeCompare(other.type);
const basic = (user: string, password: string): RequestOptions => ({
  headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
});
const withKey = (encoded: string): RequestOptions => ({ headers: { authorization: `ApiKey ${encoded}` } });

let api: TestApp;
let admin: HttpClient;

beforeAll(async () => {
  api = await createTestApp();
  admin = api.admin;
});
afterAll(() => api.close());

async function create(members: Record<string, unknown> = {}): Promise<string> {
  const name = uniqueName('user');
  expect(ok(await admin.post(`${USERS}/${name}`, { password: SECRET, ...members })).status).toBe(201);
  return name;
}
const permissionsOf = async (name: string) => {
  const { body } = ok(await admin.get(`${USERS}/${name}/permissions`));
  return (body as ReturnType<typeof policy>[]).toSorted(byType);
};
const expectError = ({ status, body }: Answer, expected: number, error: string | RegExp) => {
  expect({ status, members: Object.keys(body as object) }).toEqual({ status: expected, members: ['error'] });
  expect(body.error).toMatch(error);
};

describe('creating a user', () => {
  it('takes the name of the path, and ignores what is none of its business', async () => {
    const name = uniqueName('user');
    const answer = await admin.post(`${USERS}/${name}`, {
      username: 7,
      password: SECRET,
      roles: ['rol_Administrator001'],
      email: 'taken@example.com',
      emailVerified: true,
      permissions: ADMIN_POLICIES,
      password_hash: 'x',
    });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body as object)).toEqual(['username', 'password_hash']);
    expect(answer.body.username).toBe(name);
    expect(answer.body.password_hash).toMatch(/^JGFyZ29uMm/);
    expect(await permissionsOf(name)).toEqual([]);
    expect((await admin.get(`/v1/users/${name}`)).body).toMatchObject({
      email: null,
      roles: [{ name: 'user' }],
    });
    expectError(await admin.post(`${USERS}/${name}`, { password: SECRET }), 409, 'user already exists');
  });

  it('gives the policies it is asked for, each once', async () => {
    const read = policy('orders_table', 'table', 'read');
    const name = await create({ initial_policies: [read, read, policy('bob', 'user', 'write')] });
    expect(await permissionsOf(name)).toEqual([read, policy('bob', 'user', 'write')]);
  });

  it('makes an administrator of who may administer everything', async () => {
    const name = await create({ initial_policies: ADMIN_POLICIES });
    expect(await permissionsOf(name)).toEqual(ADMIN_POLICIES);
    expect((await api.http.get(USERS, basic(name, SECRET))).status).toBe(200);
    expect(
      (await admin.get(`/v1/users/${name}`)).body.roles.map((role: { name: string }) => role.name),
    ).toEqual(['admin', 'user']);
  });

  it.each([
    ['no password', {}, 'Username and password are required'],
    ['an empty body', undefined, 'Username and password are required'],
    ['a password of another type', { password: 12345678 }, 'Username and password are required'],
    ['a short password', { password: 'short' }, 'at least 8 characters'],
    ['an empty password', { password: '' }, 'at least 8 characters'],
    ['a common password', { password: 'password1' }, 'tried first'],
    [
      'an unknown kind of resource',
      { initial_policies: [policy('a', 'view', 'read')] },
      'Invalid resource_type: view',
    ],
    [
      'an unknown permission',
      { initial_policies: [policy('a', 'table', 'own')] },
      'Invalid permission_type: own',
    ],
    [
      'a policy without resource',
      { initial_policies: [{ resource_type: 'table', type: 'read' }] },
      'required',
    ],
    ['policies that are no list', { initial_policies: 'all' }, 'initial_policies'],
    ['a policy that is no object', { initial_policies: [null] }, 'initial_policies'],
  ])('with %s is 400 and makes no user', async (_what, members, error) => {
    const name = uniqueName('nobody');
    const body = members === undefined ? undefined : { password: SECRET, ...members };
    if (body !== undefined && Object.keys(members as object).length === 0) {
      delete (body as { password?: string }).password;
    }
    expectError(await admin.post(`${USERS}/${name}`, body), 400, error);
    expectError(await admin.get(`${USERS}/${name}`), 404, 'user not found');
  });

  it.each([
    'me',
    'ME',
    'a b',
    'a@example.com',
    'x'.repeat(65),
    '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
    'a|b',
  ])('called %s is 400', async (name) => {
    expectError(
      await admin.post(`${USERS}/${encodeURIComponent(name)}`, { password: SECRET }),
      400,
      'username',
    );
  });

  it('takes names percent-encoded', async () => {
    const name = `${uniqueName('jürgen')}+x.y%`;
    const path = `${USERS}/${encodeURIComponent(name)}`;
    expect((await admin.post(path, { password: SECRET })).body.username).toBe(name);
    expect((await admin.get(path)).body.username).toBe(name);
  });

  it('twice at once makes one', async () => {
    const name = uniqueName('race');
    const answers = await Promise.all([1, 2].map(() => admin.post(`${USERS}/${name}`, { password: SECRET })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('the hash of a password', () => {
  const hashOf = async (name: string) => (await admin.get(`${USERS}/${name}`)).body.password_hash as string;

  it('looks like one, stays, and changes with the password', async () => {
    const name = await create();
    const before = await hashOf(name);
    expect(Buffer.from(before, 'base64').toString()).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
    );
    ok(await api.http.get(`${USERS}/me`, basic(name, SECRET)));
    expect(await hashOf(name)).toBe(before);
    ok(await admin.put(`${USERS}/${name}/password`, { new_password: SECRET }));
    expect(await hashOf(name)).not.toBe(before);
  });

  it('is not the stored one', async () => {
    const name = await create();
    const shown = Buffer.from(await hashOf(name), 'base64').toString();
    const rows = await api.sql<{ hash: string }>('SELECT hash FROM password_credentials');
    expect(rows.map(({ hash }) => hash)).not.toContain(shown);
  });

  it('is empty without a password', async () => {
    const username = uniqueName('none');
    ok(await admin.post('/v1/users', { username }));
    expect(await hashOf(username)).toBe('');
  });
});

describe('the list', () => {
  it('has every active user and nobody else, more than fit in one page of the database', async () => {
    const suspended = await create();
    ok(await admin.post(`/v1/users/${suspended}/suspension`, { reason: 'test' }));
    const deleted = await create();
    ok(await admin.delete(`${USERS}/${deleted}`));
    const person = await api.signUp();
    await api.sql(
      `INSERT INTO users (id, username, username_key, search_text)
       SELECT gen_random_uuid(), 'many-' || n, 'many-' || n, '' FROM generate_series(1, 2500) AS n`,
    );
    const answer = await admin.get(USERS);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const names = (answer.body as { username: string }[]).map(({ username }) => username);
    expect(names.filter((name) => name.startsWith('many-'))).toHaveLength(2500);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('admin');
    expect(names).toContain(person.email);
    expect(names).not.toContain(suspended);
    expect(names).not.toContain(deleted);
    expect(Object.keys((answer.body as object[])[0])).toEqual(['username']);
  });

  it('needs the right to see users', async () => {
    const name = await create();
    expectError(await api.http.get(USERS, basic(name, SECRET)), 403, /^Forbidden$/);
  });
});

describe('permissions', () => {
  it('are added once and removed by resource', async () => {
    const name = await create();
    const path = `${USERS}/${name}/permissions`;
    for (const type of ['read', 'write', 'read']) {
      const added = await admin.post(path, policy('orders', 'table', type));
      expect(added.status).toBe(201);
      expect(added.body).toEqual({ message: 'Permission added successfully' });
    }
    ok(await admin.post(path, policy('*', 'table', 'read')));
    expect(await permissionsOf(name)).toHaveLength(3);
    const removed = await admin.delete(`${path}?resource=orders&resourceType=table`);
    expect([removed.status, removed.body]).toEqual([204, '']);
    expect(await permissionsOf(name)).toEqual([policy('*', 'table', 'read')]);
    expect((await admin.delete(`${path}?resource=orders&resourceType=table`)).status).toBe(404);
    ok(await admin.delete(`${path}?resource=%2A&resourceType=table`));
    expect(await permissionsOf(name)).toEqual([]);
  });

  it('to administer everything are role admin', async () => {
    const name = await create();
    const path = `${USERS}/${name}/permissions`;
    ok(await admin.post(path, policy('*', '*', 'write')));
    expect(await permissionsOf(name)).toEqual([policy('*', '*', 'write')]);
    ok(await admin.post(path, policy('*', '*', 'admin')));
    expect(await permissionsOf(name)).toEqual(ADMIN_POLICIES);
    ok(await admin.delete(`${path}?resource=*&resourceType=*`));
    expect(await permissionsOf(name)).toEqual([]);
    expect((await api.http.get(USERS, basic(name, SECRET))).status).toBe(403);
  });

  it('of the last administrator stay, and so do they', async () => {
    const path = `${USERS}/admin/permissions?resource=*&resourceType=*`;
    await api.sql(
      "DELETE FROM user_roles WHERE role_id = 'rol_Administrator001' AND user_id <> (SELECT id FROM users WHERE username = 'admin')",
    );
    expectError(await admin.delete(path), 400, 'last administrator');
    expectError(await admin.delete(`${USERS}/admin`), 400, 'last administrator');
    expect(await permissionsOf('admin')).toEqual(ADMIN_POLICIES);
  });

  it.each([
    [policy('a', 'view', 'read'), 'Invalid resource_type: view'],
    [policy('a', 'table', 'own'), 'Invalid permission_type: own'],
    [{ resource: 'a', type: 'read' }, 'resource, resource_type and type are required'],
    [policy('', 'table', 'read'), 'resource, resource_type and type are required'],
  ])('%j are 400', async (body, error) => {
    expectError(await admin.post(`${USERS}/admin/permissions`, body), 400, error);
  });

  it('are removed with both parts of the query only', async () => {
    expectError(
      await admin.delete(`${USERS}/admin/permissions?resource=a`),
      400,
      'resourceType are required',
    );
  });
});

describe('nobody climbs', () => {
  it('by giving what they lack, or by wildcards', async () => {
    const clerk = await signUpWith(api, ['read:users', 'create:users', 'update:users', 'delete:users']);
    const name = uniqueName('climber');
    for (const initial_policies of [
      [policy('*', '*', 'admin')],
      [policy('*', 'table', 'read')],
      [policy('a', 'table', 'read')],
    ]) {
      const answer = await clerk.http.post(`${USERS}/${name}`, { password: SECRET, initial_policies });
      expect(answer.status).toBe(403);
    }
    expect((await admin.get(`${USERS}/${name}`)).status).toBe(404);
    for (const attempt of [
      () => clerk.http.post(`${USERS}/admin/permissions`, policy('a', 'table', 'read')),
      () => clerk.http.put(`${USERS}/admin/password`, { new_password: SECRET }),
      () => clerk.http.post(`${USERS}/admin/api-keys`, { name: 'mine' }),
      () => clerk.http.delete(`${USERS}/admin`),
    ]) {
      expect((await attempt()).status).toBe(403);
    }
  });

  it('without a permission, and is told so before anything is looked up', async () => {
    const name = await create();
    const as = basic(name, SECRET);
    for (const [method, path, body] of [
      ['GET', USERS],
      ['POST', `${USERS}/x`, { password: SECRET }],
      ['GET', `${USERS}/nobody-there`],
      ['DELETE', `${USERS}/nobody-there`],
      ['PUT', `${USERS}/nobody-there/password`, { new_password: SECRET }],
      ['GET', `${USERS}/nobody-there/permissions`],
      ['POST', `${USERS}/nobody-there/permissions`, policy('a', 'table', 'read')],
      ['DELETE', `${USERS}/nobody-there/permissions?resource=a&resourceType=table`],
      ['GET', `${USERS}/nobody-there/api-keys`],
      ['POST', `${USERS}/nobody-there/api-keys`, { name: 'x' }],
      ['DELETE', `${USERS}/nobody-there/api-keys/abc`],
    ] as [string, string, unknown?][]) {
      expectError(await api.http.send(method, path, body, as), 403, /^Forbidden$/);
    }
  });
});

describe('changing a password', () => {
  it('ends Basic and sessions at once and leaves API keys alone', async () => {
    const name = await create();
    const session = await api.http.post('/v1/sessions', { identifier: name, password: SECRET });
    const own = api.http.as(session.body.accessToken as string);
    const key = ok(await admin.post(`${USERS}/${name}/api-keys`, { name: 'stays' })).body.encoded as string;
    ok(await api.http.get(`${USERS}/me`, basic(name, SECRET)));
    const answer = await admin.put(`${USERS}/${name}/password`, { new_password: 'newS3cr3tP@sswOrd' });
    expect([answer.status, answer.body]).toEqual([200, { message: 'Operation completed successfully' }]);
    expect((await api.http.get(`${USERS}/me`, basic(name, SECRET))).status).toBe(401);
    expect((await own.get(`${USERS}/me`)).status).toBe(401);
    expect((await api.http.get(`${USERS}/me`, withKey(key))).status).toBe(200);
    expect((await api.http.get(`${USERS}/me`, basic(name, 'newS3cr3tP@sswOrd'))).status).toBe(200);
  });

  it.each([
    [{}, 'New password cannot be empty'],
    [{ new_password: null }, 'New password cannot be empty'],
    [{ new_password: 'short' }, 'at least 8 characters'],
  ])('to %j is 400', async (body, error) => {
    const name = await create();
    expectError(await admin.put(`${USERS}/${name}/password`, body), 400, error);
  });

  it("of one's own needs a sign-in of a moment ago", async () => {
    const name = await create({ initial_policies: [policy('*', '*', 'admin')] });
    const session = await api.http.post('/v1/sessions', { identifier: name, password: SECRET });
    const own = api.http.as(session.body.accessToken as string);
    await api.sql("UPDATE sessions SET authenticated_at = now() - interval '6 minutes' WHERE id = $1", [
      session.body.session.id,
    ]);
    expect((await own.put(`${USERS}/${name}/password`, { new_password: PASSWORD })).status).toBe(403);
    const answer = await api.http.put(
      `${USERS}/${name}/password`,
      { new_password: PASSWORD },
      basic(name, SECRET),
    );
    expect(answer.status).toBe(200);
  });
});

describe('API keys', () => {
  it('are made, listed without secrets, used and removed', async () => {
    const orders = policy('orders', 'table', 'read');
    const name = await create({ initial_policies: [orders, policy('stock', 'table', 'write')] });
    const path = `${USERS}/${name}/api-keys`;
    const made = await admin.post(path, { name: 'export', expires_in: '720h', permissions: [orders] });
    expect(made.status).toBe(201);
    const { key_id, key_secret, encoded, created_at, expires_at } = made.body;
    expect(Object.keys(made.body as object).sort()).toEqual([
      'created_at',
      'encoded',
      'expires_at',
      'key_id',
      'key_secret',
      'name',
      'permissions',
      'username',
    ]);
    expect(made.body).toMatchObject({ name: 'export', username: name, permissions: [orders] });
    expect(encoded).toBe(Buffer.from(`${key_id}:${key_secret}`).toString('base64'));
    expect(Math.round((Date.parse(expires_at) - Date.parse(created_at)) / 3_600_000)).toBe(720);
    expect((await admin.get(path)).body).toEqual([
      { key_id, name: 'export', username: name, permissions: [orders], created_at, expires_at },
    ]);
    expect((await api.http.get(`${USERS}/me`, withKey(encoded))).body).toEqual({
      username: name,
      permissions: [orders],
    });
    const removed = await admin.delete(`${path}/${key_id}`);
    expect([removed.status, removed.body]).toEqual([204, '']);
    expect((await api.http.get(`${USERS}/me`, withKey(encoded as string))).status).toBe(401);
    expect((await admin.delete(`${path}/${key_id}`)).status).toBe(404);
    expect((await admin.get(path)).body).toEqual([]);
  });

  it('without permissions do what their owner does, for a year', async () => {
    const name = await create({ initial_policies: ADMIN_POLICIES });
    const { body } = ok(await admin.post(`${USERS}/${name}/api-keys`, { name: 'all' }));
    expect(body.permissions.toSorted(byType)).toEqual(ADMIN_POLICIES);
    expect((await api.http.get(USERS, withKey(body.encoded as string))).status).toBe(200);
    expect(Math.round((Date.parse(body.expires_at) - Date.now()) / 86_400_000)).toBe(365);
    const answer = await api.http.post(
      `${USERS}/${name}/api-keys`,
      { name: 'x' },
      withKey(body.encoded as string),
    );
    expect(answer.status).toBe(403);
  });

  it('stay within what their owner has at every request', async () => {
    const orders = policy('orders', 'table', 'read');
    const name = await create({ initial_policies: [policy('*', 'table', 'read')] });
    const { encoded } = ok(
      await admin.post(`${USERS}/${name}/api-keys`, { name: 'k', permissions: [orders] }),
    ).body;
    const own = async () => (await api.http.get(`${USERS}/me`, withKey(encoded as string))).body.permissions;
    expect(await own()).toEqual([orders]);
    ok(await admin.delete(`${USERS}/${name}/permissions?resource=*&resourceType=table`));
    expect(await own()).toEqual([]);
  });

  it('limited to resources open nothing else, whatever their owner may', async () => {
    const name = await create({ initial_policies: ADMIN_POLICIES });
    const { encoded, key_id, key_secret } = ok(
      await admin.post(`${USERS}/${name}/api-keys`, {
        name: 'k',
        permissions: [policy('orders', 'table', 'read')],
      }),
    ).body;
    expect((await api.http.get(USERS, withKey(encoded as string))).status).toBe(403);
    const atV1 = api.http.as(`lk_${key_id}_${key_secret}`);
    expect((await atV1.get('/v1/users')).status).toBe(403);
    const check = (resource: string) => ({ type: 'read', resourceType: 'table', resource });
    const checks = { checks: [check('orders'), check('stock'), { permission: 'read:users' }] };
    const { data } = ok(await atV1.post('/v1/permissions/check', checks)).body;
    expect(data.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual([true, false, false]);
  });

  it('limited to permissions, as our own API makes them, have none of the policies', async () => {
    const name = await create({ initial_policies: [policy('orders', 'table', 'read')] });
    const signIn = { identifier: name, password: SECRET };
    const { accessToken } = ok(await api.http.post('/v1/sessions', signIn)).body;
    const keyOf = async (limits: object) =>
      ok(await api.http.as(accessToken as string).post('/v1/api-keys', { name: 'k', ...limits })).body.key;
    const own = async (key: string) => (await api.http.as(key).get(`${USERS}/me`)).body.permissions;
    expect(await own(await keyOf({}))).toEqual([policy('orders', 'table', 'read')]);
    expect(await own(await keyOf({ permissions: ['read:self'] }))).toEqual([]);
  });

  it.each([
    ['no name', {}, 400, 'Name is required'],
    ['an empty name', { name: '' }, 400, 'Name is required'],
    ['a malformed duration', { name: 'k', expires_in: '30 days' }, 400, 'Invalid expires_in'],
    ['no time at all', { name: 'k', expires_in: '0s' }, 400, 'Invalid expires_in'],
    [
      'an unknown permission',
      { name: 'k', permissions: [policy('a', 'table', 'own')] },
      400,
      'Invalid permission_type: own',
    ],
    [
      'more than its owner has',
      { name: 'k', permissions: [policy('orders', 'table', 'write')] },
      403,
      'beyond',
    ],
    ['administration', { name: 'k', permissions: [policy('*', '*', 'admin')] }, 403, 'beyond'],
  ])('with %s are refused', async (_what, body, status, error) => {
    const name = await create({ initial_policies: [policy('orders', 'table', 'read')] });
    expectError(await admin.post(`${USERS}/${name}/api-keys`, body), status, error);
    expect((await admin.get(`${USERS}/${name}/api-keys`)).body).toEqual([]);
  });

  it('of somebody else are not found under a name', async () => {
    const [one, other] = [await create(), await create()];
    const { key_id } = ok(await admin.post(`${USERS}/${one}/api-keys`, { name: 'k' })).body;
    expect((await admin.delete(`${USERS}/${other}/api-keys/${key_id}`)).status).toBe(404);
  });
});

describe('deleting a user', () => {
  it('takes permissions and keys, and frees the name', async () => {
    const name = await create({ initial_policies: [policy('orders', 'table', 'read')] });
    const { encoded } = ok(await admin.post(`${USERS}/${name}/api-keys`, { name: 'k' })).body;
    const answer = await admin.delete(`${USERS}/${name}`);
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect((await api.http.get(`${USERS}/me`, withKey(encoded as string))).status).toBe(401);
    expectError(await admin.delete(`${USERS}/${name}`), 404, 'user not found');
    ok(await admin.post(`${USERS}/${name}`, { password: SECRET }));
    expect(await permissionsOf(name)).toEqual([]);
  });
});
