import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { createRole, ok, signUpWith, uniqueName } from '../support/people.js';

const ADMIN_ROLE = 'rol_Administrator001';

let api: TestApp;
let admin: { id: string };
beforeAll(async () => {
  api = await createTestApp();
  admin = (await api.admin.get('/v1/users/me')).body as { id: string };
});
afterAll(() => api.close());

const permission = () => `read:${uniqueName('thing')}`;
const check = (checks: unknown, userId?: string) =>
  api.admin.post('/v1/permissions/check', { userId, checks });

describe('the list of permissions', () => {
  it('has the built-in ones and the own ones, page by page', async () => {
    const own = permission();
    ok(await api.admin.post('/v1/permissions', { permission: own, description: 'Read things' }));
    const all = ok(await api.admin.get('/v1/permissions?limit=100&include=total')).body;
    expect(all.data).toContainEqual({
      permission: own,
      description: 'Read things',
      builtIn: false,
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(all.data).toContainEqual(
      expect.objectContaining({ permission: 'read:users', builtIn: true, createdAt: null }),
    );
    expect(all.total).toBe(all.data.length);
    const first = ok(await api.admin.get('/v1/permissions?limit=5')).body;
    const next = encodeURIComponent(first.nextCursor);
    const rest = ok(await api.admin.get(`/v1/permissions?limit=100&cursor=${next}`)).body;
    expect([...first.data, ...rest.data]).toEqual(all.data);
  });

  it('takes a new one once, and role admin holds it at once', async () => {
    const own = permission();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.admin.post('/v1/permissions', { permission: own })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    const created = answers.find(({ status }) => status === 201)!;
    expect(created.headers.get('location')).toBe(`/v1/permissions/${own}`);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('permissions.taken');
    const { permissions } = (await api.admin.get(`/v1/roles/${ADMIN_ROLE}`)).body;
    expect(permissions.filter((held: string) => held === own)).toHaveLength(1);
    await createRole(api.admin, [own]);
  });

  it.each(['read:users', 'read:self'])('has %s built in, so it is neither new nor deleted', async (built) => {
    const answer = await api.admin.post('/v1/permissions', { permission: built });
    expect([answer.status, answer.body.code]).toEqual([409, 'permissions.taken']);
    const deletion = await api.admin.delete(`/v1/permissions/${built}`);
    expect([deletion.status, deletion.body.code]).toEqual([409, 'permissions.built_in']);
  });

  it.each([
    '',
    'users',
    'read:',
    ':users',
    '*:users',
    'read:*',
    'Read:users',
    'read:a b',
    'read:a:b',
    `read:${'x'.repeat(65)}`,
  ])('refuses the malformed %j', async (malformed) => {
    expect((await api.admin.post('/v1/permissions', { permission: malformed })).status).toBe(400);
  });

  it('is at most a thousand of one’s own', async () => {
    await api.sql(
      `INSERT INTO operator_permissions (permission) SELECT 'read:many' || i FROM generate_series(1, 1000) AS i`,
    );
    const answer = await api.admin.post('/v1/permissions', { permission: permission() });
    expect([answer.status, answer.body.code]).toEqual([422, 'permissions.too_many']);
    await api.sql(`DELETE FROM operator_permissions WHERE permission LIKE 'read:many%'`);
  });

  it('lets go of one that no role gives, and names the roles otherwise', async () => {
    const own = permission();
    ok(await api.admin.post('/v1/permissions', { permission: own }));
    const role = await createRole(api.admin, [own]);
    const used = await api.admin.delete(`/v1/permissions/${own}`);
    expect([used.status, used.body.code]).toEqual([409, 'permissions.in_use']);
    expect(used.body.roles).toEqual([{ id: role.id, name: role.name }]);
    expect((await check([{ permission: own }])).body.data[0].allowed).toBe(true);
    ok(await api.admin.patch(`/v1/roles/${role.id}`, { permissions: [] }));
    expect((await api.admin.delete(`/v1/permissions/${own}`)).status).toBe(204);
    expect((await check([{ permission: own }])).body.data[0].allowed).toBe(false);
    expect((await api.admin.delete(`/v1/permissions/${own}`)).body.code).toBe('permissions.not_found');
    expect((await api.admin.get(`/v1/roles/${ADMIN_ROLE}`)).body.permissions).not.toContain(own);
  });

  it('never leaves a role with a permission that is gone, when they race', async () => {
    const administrators = await Promise.all(Array.from({ length: 5 }, () => api.signUp()));
    for (const { id } of administrators) {
      ok(await api.admin.post(`/v1/users/${id}/roles`, { roles: [ADMIN_ROLE] }));
    }
    const [first, ...others] = administrators;
    for (let time = 0; time < 10; time += 1) {
      const own = permission();
      ok(await api.admin.post('/v1/permissions', { permission: own }));
      const [deletion, ...roles] = await Promise.all([
        first.http.delete(`/v1/permissions/${own}`),
        ...others.map(({ http }) => http.post('/v1/roles', { name: uniqueName('race'), permissions: [own] })),
      ]);
      const made = roles.filter(({ status }) => status === 201).length;
      expect(roles.every(({ status }) => status === 201 || status === 400)).toBe(true);
      expect(deletion.status).toBe(made > 0 ? 409 : 204);
    }
  });
});

describe('grants', () => {
  const grant = () => ({ type: 'read', resourceType: 'document', resource: uniqueName('doc') });

  it('are given, listed and taken', async () => {
    const person = await api.signUp();
    const wanted = grant();
    const given = await api.admin.post(`/v1/users/${person.id}/grants`, wanted);
    expect(given.status).toBe(201);
    expect(given.body).toEqual({ ...wanted, id: expect.any(String), createdAt: expect.any(String) });
    expect(given.headers.get('location')).toBe(`/v1/users/${person.id}/grants/${given.body.id}`);
    const again = await api.admin.post(`/v1/users/${person.id}/grants`, wanted);
    expect([again.status, again.body.code]).toEqual([409, 'grants.exists']);
    const own = ok(await person.http.get('/v1/users/me/grants?include=total')).body;
    expect(own).toEqual({ data: [given.body], nextCursor: null, total: 1 });
    const path = `/v1/users/${person.id}/grants/${given.body.id}`;
    expect((await api.admin.delete(path)).status).toBe(204);
    const gone = await api.admin.delete(path);
    expect([gone.status, gone.body.code]).toEqual([404, 'grants.not_found']);
  });

  it('go page by page', async () => {
    const person = await api.signUp();
    for (let index = 0; index < 5; index += 1) {
      ok(await api.admin.post(`/v1/users/${person.id}/grants`, { ...grant(), resource: String(index) }));
    }
    const first = ok(await api.admin.get(`/v1/users/${person.email}/grants?limit=3`)).body;
    const cursor = encodeURIComponent(first.nextCursor);
    const second = ok(await api.admin.get(`/v1/users/${person.id}/grants?limit=3&cursor=${cursor}`)).body;
    const resources = [...first.data, ...second.data].map(({ resource }) => resource);
    expect(resources).toEqual(['0', '1', '2', '3', '4']);
    expect(second.nextCursor).toBeNull();
    expect((await api.admin.get(`/v1/users/me/grants?cursor=${cursor}`)).status).toBe(400);
  });

  it('of one account cannot be taken through another', async () => {
    const [owner, other] = [await api.signUp(), await api.signUp()];
    const { id } = ok(await api.admin.post(`/v1/users/${owner.id}/grants`, grant())).body;
    for (const foreign of [id, 'nonsense', '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77']) {
      const answer = await api.admin.delete(`/v1/users/${other.id}/grants/${foreign}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'grants.not_found']);
    }
    expect((await api.admin.get(`/v1/users/${owner.id}/grants`)).body.data).toHaveLength(1);
  });

  it.each([
    ['no type', { resourceType: 'document', resource: '1' }, 'type'],
    ['a type in capitals', { type: 'Read', resourceType: 'document', resource: '1' }, 'type'],
    ['no kind of resource', { type: 'read', resource: '1' }, 'resourceType'],
    ['a blank in the kind', { type: 'read', resourceType: 'a b', resource: '1' }, 'resourceType'],
    ['an empty resource', { type: 'read', resourceType: 'document', resource: '' }, 'resource'],
    ['a number as resource', { type: 'read', resourceType: 'document', resource: 1 }, 'resource'],
    ['256 characters', { type: 'read', resourceType: 'document', resource: 'x'.repeat(256) }, 'resource'],
    ['an unknown member', { type: 'read', resourceType: 'document', resource: '1', id: 'x' }, 'id'],
  ])('refuse %s', async (_what, body, field) => {
    const answer = await api.admin.post(`/v1/users/${admin.id}/grants`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('are at most five thousand', async () => {
    const person = await api.signUp();
    await api.sql(
      `INSERT INTO grants (id, user_id, type, resource_type, resource)
       SELECT gen_random_uuid(), $1, 'read', 'document', i::text FROM generate_series(1, 5000) AS i`,
      [person.id],
    );
    const answer = await api.admin.post(`/v1/users/${person.id}/grants`, grant());
    expect([answer.status, answer.body.code]).toEqual([422, 'grants.too_many']);
    const { grants } = ok(await person.http.get('/v1/users/me/permissions')).body;
    expect(grants).toHaveLength(5000);
  });

  it('come with a new account, all or none', async () => {
    const username = uniqueName('granted');
    const [one, other] = [grant(), grant()];
    const created = ok(await api.admin.post('/v1/users', { username, grants: [one, other] })).body;
    const held = ok(await api.admin.get(`/v1/users/${created.id}/grants`)).body.data;
    expect(held).toEqual([expect.objectContaining(one), expect.objectContaining(other)]);
    const halfWrong = uniqueName('half-wrong');
    for (const [grants, field] of [
      [[one, { ...other, type: '?' }], 'grants[1].type'],
      [[one, one], 'grants[1]'],
      ['all', 'grants'],
    ] as const) {
      const answer = await api.admin.post('/v1/users', { username: halfWrong, grants });
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0].field).toBe(field);
    }
    expect((await api.admin.get(`/v1/users/${halfWrong}`)).status).toBe(404);
  });

  it('end with the account', async () => {
    const person = await api.signUp();
    ok(await api.admin.post(`/v1/users/${person.id}/grants`, grant()));
    ok(await api.admin.delete(`/v1/users/${person.id}`));
    expect(await api.sql('SELECT 1 FROM grants WHERE user_id = $1', [person.id])).toEqual([]);
  });
});

describe('effective permissions', () => {
  it('name every role that gives them, and the grants', async () => {
    const person = await signUpWith(api, ['read:users', 'read:sessions']);
    const second = await createRole(api.admin, ['read:users']);
    ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: [second.id] }));
    ok(
      await api.admin.post(`/v1/users/${person.id}/grants`, {
        type: 'read',
        resourceType: 'document',
        resource: '42',
      }),
    );
    const answer = ok(await person.http.get('/v1/users/me/permissions')).body;
    expect(answer.permissions.map((entry: { permission: string }) => entry.permission)).toEqual([
      'read:sessions',
      'read:users',
    ]);
    const sources = answer.permissions[1].from.map(({ id }: { id: string }) => id);
    expect(new Set(sources)).toEqual(new Set([person.roleId, second.id]));
    expect(answer.permissions[1].from[0]).toEqual({
      kind: 'role',
      id: expect.any(String),
      name: expect.any(String),
    });
    expect(answer.grants).toEqual([expect.objectContaining({ type: 'read', resource: '42' })]);
    expect(ok(await api.admin.get(`/v1/users/${person.id}/permissions`)).body).toEqual(answer);
  });

  it('of a plain person are none', async () => {
    const person = await api.signUp();
    expect(ok(await person.http.get('/v1/users/me/permissions')).body).toEqual({
      permissions: [],
      grants: [],
    });
  });
});

describe('checking permissions', () => {
  const document = (resource: string, type = 'read') => ({ type, resourceType: 'document', resource });

  it('answers each question in order, with the role or grant that allows it or what is missing', async () => {
    const person = await signUpWith(api, ['read:users']);
    const { id } = ok(await api.admin.post(`/v1/users/${person.id}/grants`, document('42'))).body;
    const role = { kind: 'role', id: person.roleId, name: expect.any(String) };
    const checks = [
      { permission: 'read:users' },
      { permission: 'update:users' },
      document('42'),
      document('43'),
      document('42', 'write'),
      { type: 'read', resourceType: 'users', resource: admin.id },
      { permission: 'read:self' },
      { permission: 'read:nothing' },
    ];
    const answers = [
      { allowed: true, because: role },
      { allowed: false, because: { kind: 'missing', reason: 'not_held', permission: 'update:users' } },
      { allowed: true, because: { kind: 'grant', id, ...document('42') } },
      { allowed: false, because: { kind: 'missing', reason: 'not_held', ...document('43') } },
      { allowed: false, because: { kind: 'missing', reason: 'not_held', ...document('42', 'write') } },
      { allowed: true, because: role },
      { allowed: true, because: { kind: 'self' } },
      { allowed: false, because: { kind: 'missing', reason: 'not_held', permission: 'read:nothing' } },
    ];
    const own = await person.http.post('/v1/permissions/check', { checks });
    expect(own.status).toBe(200);
    expect(own.body).toEqual({ data: answers });
    for (const userId of [person.id, person.email, person.id.toUpperCase()]) {
      expect((await check(checks, userId)).body).toEqual({ data: answers });
    }
  });

  it.each([
    ['verb', { type: '*', resourceType: 'document', resource: '42' }],
    ['kind', { type: 'read', resourceType: '*', resource: '42' }],
    ['resource', { type: 'read', resourceType: 'document', resource: '*' }],
    ['everything', { type: '*', resourceType: '*', resource: '*' }],
  ])('follows a grant with a wildcard for the %s, and no further', async (_what, wildcard) => {
    const person = await api.signUp();
    ok(await api.admin.post(`/v1/users/${person.id}/grants`, wildcard));
    const asked = [
      document('42'),
      document('42', 'write'),
      { ...document('42'), resourceType: 'folder' },
      document('43'),
    ];
    const covers = (question: Record<string, string>) =>
      Object.entries(wildcard).every(([member, value]) => value === '*' || value === question[member]);
    const { data } = ok(await person.http.post('/v1/permissions/check', { checks: asked })).body;
    expect(data.map(({ allowed }: { allowed: boolean }) => allowed)).toEqual(asked.map(covers));
    const strings = ok(await check([{ permission: 'read:document' }], person.id)).body.data;
    expect(strings[0].allowed).toBe(false);
  });

  it('counts no grant of the owner for a key that is limited to permissions', async () => {
    const person = await signUpWith(api, ['read:users']);
    ok(await api.admin.post(`/v1/users/${person.id}/grants`, document('42')));
    const answersTo = async (limits: object) => {
      const { key } = ok(await person.http.post('/v1/api-keys', { name: 'a key', ...limits })).body;
      const results: unknown[] = [];
      for (const userId of [undefined, person.id, person.email]) {
        const asked = { userId, checks: [document('42'), { permission: 'read:users' }] };
        const { data } = ok(await api.http.as(key as string).post('/v1/permissions/check', asked)).body;
        results.push(data.map(({ allowed }: { allowed: boolean }) => allowed));
      }
      return results;
    };
    expect(await answersTo({ permissions: ['read:self'] })).toEqual(Array(3).fill([false, false]));
    expect(await answersTo({})).toEqual(Array(3).fill([true, true]));
  });

  it('lets administrators do everything on every resource, but not what does not exist', async () => {
    const { data } = ok(await check([document('1'), { permission: 'read:nothing' }])).body;
    expect(data[0]).toEqual({ allowed: true, because: { kind: 'role', id: ADMIN_ROLE, name: 'admin' } });
    expect(data[1].allowed).toBe(false);
  });

  it('allows a suspended account nothing', async () => {
    const person = await signUpWith(api, ['read:users']);
    ok(await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'test' }));
    const { data } = ok(
      await check([{ permission: 'read:users' }, { permission: 'read:self' }], person.id),
    ).body;
    expect(data[0]).toEqual({
      allowed: false,
      because: { kind: 'missing', reason: 'suspended', permission: 'read:users' },
    });
    expect(data[1].allowed).toBe(false);
  });

  it('answers a hundred questions and refuses one more', async () => {
    const questions = Array.from({ length: 101 }, (_, index) => document(String(index)));
    expect(ok(await check(questions.slice(1))).body.data).toHaveLength(100);
    const answer = await check(questions);
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'too_many']);
  });

  it.each([
    ['no list', undefined, 'checks'],
    ['no list but an object', {}, 'checks'],
    ['an empty list', [], 'checks'],
    ['a question that is null', [null], 'checks[0]'],
    ['a question that is a text', ['read:users'], 'checks[0]'],
    [
      'a malformed permission',
      [{ permission: 'read:users' }, { permission: 'users' }],
      'checks[1].permission',
    ],
    ['a permission that is no text', [{ permission: ['read:users'] }], 'checks[0].permission'],
    ['a question of both kinds', [{ permission: 'read:users', type: 'read' }], 'checks[0].type'],
    ['an unknown member', [{ ...document('1'), scope: 'x' }], 'checks[0].scope'],
    ['a question with a wildcard', [document('*')], 'checks[0].resource'],
    ['half a question', [{ type: 'read', resourceType: 'document' }], 'checks[0].resource'],
    ['an empty question', [{}], 'checks[0].type'],
  ])('refuses %s', async (_what, checks, field) => {
    const answer = await check(checks);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('about somebody else needs read:users, whether or not they exist', async () => {
    const [asker, other] = [await api.signUp(), await api.signUp()];
    const checks = [{ permission: 'read:users' }];
    for (const userId of [other.id, '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', 'nobody', '?']) {
      const answer = await asker.http.post('/v1/permissions/check', { userId, checks });
      expect([answer.status, answer.body.permission]).toEqual([403, 'read:users']);
    }
    for (const userId of ['me', asker.id, asker.email]) {
      expect((await asker.http.post('/v1/permissions/check', { userId, checks })).status).toBe(200);
    }
    for (const userId of ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', 'nobody', '?']) {
      expect((await check(checks, userId)).body.code).toBe('users.not_found');
    }
  });
});
