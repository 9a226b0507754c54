import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../../support/create-test-app.js';
import type { Answer } from '../../support/http-client.js';
import { createRole, ok, signUpWith, uniqueName } from '../../support/people.js';

const USER = '/api/v1/user';
const SECRET = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
/** Bytes 00 to 1f as key, dialects' own test vector. */
const JOHNS_HASH = 'c03cc5fe4abed1173ff09f3cb7f4f81af474243082f17c685d47428bfd7aeb5a';

let api: TestApp;
let john: Person;
let johnsId: string;

beforeAll(async () => {
  api = await createTestApp({ environment: { PYLON_IDENTITY_SECRET: SECRET } });
  john = await signUpWith(api, ['read:users', 'read:organization']);
  ok(
    await api.admin.patch(`/v1/users/${john.id}`, {
      email: 'john@example.com',
      displayName: 'John Doe',
      firstName: 'John',
      lastName: 'Doe',
      nickname: 'JD',
      pictureUrl: 'https://example.com/profile.jpg',
    }),
  );
  johnsId = (await john.http.get(`${USER}/me`)).body.id as string;
});
afterAll(() => api.close());

const failure = ({ status, body }: Answer) => ({ status, body: body as unknown });
const error = (statusCode: number, message: string, name: string) => ({
  status: statusCode,
  body: { statusCode, message, error: name },
});
const rolesOf = async (id: string) => {
  const { body } = ok(await api.admin.get(`/v1/users/${id}/roles`));
  return (body.data ?? body.roles).map((role: { id: string }) => role.id).sort() as string[];
};
/** How Bluebricks calls an account; it is made when it is first shown. */
const idOf = async ({ id }: { id: string }) => (await api.admin.get(`${USER}/${id}`)).body.id as string;

describe('GET me', () => {
  it('shows the whole account, with permissions and the hash for Pylon', async () => {
    const { status, body } = await john.http.get(`${USER}/me`);
    const { createdAt } = ok(await api.admin.get(`/v1/users/${john.id}`)).body;
    expect(status).toBe(200);
    expect(body).toEqual({
      id: johnsId,
      name: 'John Doe',
      email: 'john@example.com',
      picture: 'https://example.com/profile.jpg',
      first_name: 'John',
      last_name: 'Doe',
      nickname: 'JD',
      created_at: createdAt,
      permissions: ['read:organization', 'read:users'],
      pylonEmailHash: JOHNS_HASH,
    });
    expect(johnsId).toMatch(/^latchkey\|[0-9a-f]{24}$/);
  });

  it('leaves out what is not set, and names people by what there is', async () => {
    const bare = await signUpWith(api, ['read:users']);
    const { body } = await bare.http.get(`${USER}/me`);
    expect(Object.keys(body as object).sort()).toEqual([
      'created_at',
      'email',
      'id',
      'name',
      'permissions',
      'pylonEmailHash',
    ]);
    expect(body.name).toBe(bare.email);
    ok(await api.admin.patch(`/v1/users/${bare.id}`, { username: uniqueName('bare') }));
    const named = (await bare.http.get(`${USER}/me`)).body;
    expect(named.nickname).toBe(named.name);
    ok(await api.admin.patch(`/v1/users/${bare.id}`, { firstName: 'Bar', lastName: 'E' }));
    expect((await bare.http.get(`${USER}/me`)).body.name).toBe('Bar E');
  });

  it('hashes the address as it is given to the widget', async () => {
    const person = await signUpWith(api, ['read:users']);
    const { email, pylonEmailHash } = (await person.http.get(`${USER}/me`)).body;
    const hash = createHmac('sha256', Buffer.from(SECRET, 'hex'))
      .update(email as string)
      .digest('hex');
    expect(pylonEmailHash).toBe(hash);
  });

  it('has no hash without an address', async () => {
    const username = uniqueName('nameless');
    const created = ok(
      await api.admin.post('/v1/users', {
        username,
        password: 'correct horse battery',
        roles: ['rol_Administrator001'],
      }),
    );
    const session = await api.http.post('/v1/sessions', {
      identifier: username,
      password: 'correct horse battery',
    });
    const { body } = await api.http.as(session.body.accessToken as string).get(`${USER}/me`);
    expect(body.email).toBe('');
    expect(body).not.toHaveProperty('pylonEmailHash');
    ok(await api.admin.delete(`/v1/users/${created.body.id}`));
  });

  it('lists what was added a moment ago, and not what everybody may', async () => {
    const person = await signUpWith(api, ['read:users']);
    const role = await createRole(api.admin, ['read:audit']);
    ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: [role.id] }));
    expect((await person.http.get(`${USER}/me`)).body.permissions).toEqual(['read:audit', 'read:users']);
  });
});

describe('GET by id', () => {
  it.each([
    ['raw', (id: string) => id],
    ['encoded', (id: string) => encodeURIComponent(id)],
    ['encoded in small letters', (id: string) => id.replace('|', '%7c')],
  ])('finds an account by its id, %s', async (_what, spelled) => {
    const { status, body } = await john.http.get(`${USER}/${spelled(johnsId)}`);
    expect(status).toBe(200);
    expect(body.id).toBe(johnsId);
    expect(Object.keys(body as object).sort()).toEqual([
      'created_at',
      'email',
      'first_name',
      'id',
      'last_name',
      'name',
      'nickname',
      'picture',
    ]);
  });

  it('gives an account the same id for ever, also when two ask first', async () => {
    const person = await api.signUp();
    const ids = await Promise.all(Array.from({ length: 8 }, () => idOf(person)));
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    'latchkey|nothing',
    'prov0|1234567890',
    'admin',
    'john@example.com',
    '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a79',
  ])('does not find %s', async (id) => {
    expect(failure(await john.http.get(`${USER}/${id}`))).toEqual(error(404, 'User not found', 'Not Found'));
  });

  it('finds nobody who was deleted', async () => {
    const person = await api.signUp();
    const id = await idOf(person);
    ok(await api.admin.delete(`/v1/users/${person.id}`));
    expect((await john.http.get(`${USER}/${encodeURIComponent(id)}`)).status).toBe(404);
  });
});

describe('POST roles', () => {
  it('adds without repeating, or replaces', async () => {
    const person = await api.signUp({ displayName: 'Ada Lovelace' });
    const path = `${USER}/${encodeURIComponent(await idOf(person))}/roles`;
    const [one, two] = [await createRole(api.admin), await createRole(api.admin)];
    const added = await api.admin.post(path, { roles: [one.id, one.id], add: true });
    expect(added.status).toBe(200);
    expect(added.body).toEqual({ id: await idOf(person), name: 'Ada Lovelace', email: person.email });
    expect(await rolesOf(person.id)).toEqual([one.id, 'rol_RegularUser00001'].sort());
    ok(await api.admin.post(path, { roles: [one.id, two.id], add: true }));
    expect(await rolesOf(person.id)).toEqual([one.id, two.id, 'rol_RegularUser00001'].sort());
    ok(await api.admin.post(path, { roles: [two.id] }));
    expect(await rolesOf(person.id)).toEqual([two.id]);
    ok(await api.admin.post(path, { roles: [one.id], add: null }));
    expect(await rolesOf(person.id)).toEqual([one.id]);
    ok(await api.admin.post(path, { roles: [], add: false }));
    expect(await rolesOf(person.id)).toEqual([]);
  });

  it('counts at the next request', async () => {
    const person = await api.signUp();
    expect((await person.http.get(`${USER}/me`)).status).toBe(403);
    const role = await createRole(api.admin, ['read:users']);
    ok(await api.admin.post(`${USER}/${person.id}/roles`, { roles: [role.id], add: true }));
    expect((await person.http.get(`${USER}/me`)).body.permissions).toEqual(['read:users']);
  });

  it.each([
    ['an unknown role', { roles: ['rol_abCdeFghIjklMnmP'] }],
    ['an unknown role among known ones', { roles: ['rol_Administrator001', 'nonsense'], add: true }],
    ['no roles', { add: true }],
    ['roles that are no list', { roles: 'rol_Administrator001' }],
    ['roles that are no texts', { roles: [1] }],
    ['an add that is no yes or no', { roles: [], add: 'true' }],
    ['no body', undefined],
    ['broken JSON', '{"roles":'],
  ])('with %s is 400 and changes nothing', async (_what, body) => {
    const person = await api.signUp();
    expect(failure(await api.admin.post(`${USER}/${person.id}/roles`, body))).toEqual(
      error(400, 'Failed to update user roles', 'Bad Request'),
    );
    expect(await rolesOf(person.id)).toEqual(['rol_RegularUser00001']);
  });

  it('sets nothing but roles, whatever else is sent', async () => {
    const person = await api.signUp();
    const before = (await api.admin.get(`/v1/users/${person.id}`)).body;
    const body = { roles: [], add: true, email: 'x@example.com', permissions: ['read:users'], id: john.id };
    ok(await api.admin.post(`${USER}/${person.id}/roles`, body));
    const { email, roles } = (await api.admin.get(`/v1/users/${person.id}`)).body;
    expect({ email, roles }).toEqual({ email: before.email, roles: before.roles });
  });

  it('gives nobody more than the caller has, and keeps the last administrator', async () => {
    const clerk = await signUpWith(api, ['update:users']);
    const admins = await createRole(api.admin, ['read:audit']);
    const person = await api.signUp();
    const beyond = await clerk.http.post(`${USER}/${person.id}/roles`, { roles: [admins.id], add: true });
    expect(beyond.status).toBe(403);
    expect(Object.keys(beyond.body as object)).toEqual(['statusCode', 'message', 'error']);
    const { id } = (await api.admin.get('/v1/users/me')).body;
    const last = await api.admin.post(`${USER}/${id}/roles`, { roles: [] });
    expect([last.status, last.body.error]).toEqual([409, 'Conflict']);
    const lookUp = await clerk.http.post(`${USER}/nobody/roles`, { roles: [] });
    expect(failure(lookUp)).toEqual(error(404, 'User not found', 'Not Found'));
  });
});

describe('GET organization roles', () => {
  it('lists every role', async () => {
    await Promise.all(Array.from({ length: 30 }, () => createRole(api.admin)));
    const { status, body, headers } = await john.http.get('/api/v1/organization/roles');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toContainEqual({
      id: 'rol_Administrator001',
      name: 'admin',
      description: 'Everything, on every account.',
    });
    const rows = await api.sql<{ id: string }>('SELECT id FROM roles ORDER BY name_key');
    expect(body.map((role: { id: string }) => role.id)).toEqual(rows.map(({ id }) => id));
  });
});

describe('without the permission', () => {
  it.each([
    ['GET', `${USER}/me`, 'read:users', undefined],
    ['GET', `${USER}/nobody`, 'read:users', undefined],
    ['POST', `${USER}/nobody/roles`, 'update:users', { roles: [] }],
    ['GET', '/api/v1/organization/roles', 'read:organization', undefined],
  ])('%s %s is 403 and names %s', async (method, path, permission, body) => {
    const person = await api.signUp();
    expect(failure(await person.http.send(method, path, body))).toEqual(
      error(403, `Missing required scopes: ${permission}`, 'Forbidden'),
    );
  });

  it('for Pylon there is no hash when it is not set up', async () => {
    const plain = await createTestApp();
    expect((await plain.admin.get(`${USER}/me`)).body).not.toHaveProperty('pylonEmailHash');
    await plain.close();
  });
});
