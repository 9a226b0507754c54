import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { createRole, ok, signUpWith, uniqueName } from '../support/people.js';

const ADMIN_ROLE = 'rol_Administrator001';
const USER_ROLE = 'rol_RegularUser00001';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

describe('creating a role', () => {
  it('answers the role with its place and tag', async () => {
    const name = uniqueName('support');
    const answer = await api.admin.post('/v1/roles', {
      name,
      description: 'Help desk',
      permissions: ['read:users', 'read:sessions'],
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^rol_[A-Za-z0-9]{16}$/),
      name,
      description: 'Help desk',
      permissions: ['read:sessions', 'read:users'],
      builtIn: false,
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
    });
    expect(answer.headers.get('location')).toBe(`/v1/roles/${answer.body.id}`);
    const read = await api.admin.get(`/v1/roles/${answer.body.id}`);
    expect(read.body).toEqual(answer.body);
    expect(read.headers.get('etag')).toBe(answer.headers.get('etag'));
  });

  it('takes a name once, in whatever letter case', async () => {
    const { name } = await createRole(api.admin);
    const again = await api.admin.post('/v1/roles', { name: name.toUpperCase(), permissions: [] });
    expect([again.status, again.body.code]).toEqual([409, 'roles.name_taken']);
  });

  it('makes one role of twenty simultaneous requests for the same name', async () => {
    const name = uniqueName('race');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.admin.post('/v1/roles', { name, permissions: [] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it('has one effect when it is repeated with its idempotency key', async () => {
    const headers = { 'idempotency-key': uniqueName('key') };
    const body = { name: uniqueName('once'), permissions: [] };
    const first = await api.admin.post('/v1/roles', body, { headers });
    const second = await api.admin.post('/v1/roles', body, { headers });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    ['no name', { permissions: [] }, 'name'],
    ['an empty name', { name: '', permissions: [] }, 'name'],
    ['a name with a blank at its end', { name: 'x ', permissions: [] }, 'name'],
    ['a name shaped like an id', { name: 'rol_ABCDEFGHIJKLMNOP', permissions: [] }, 'name'],
    ['a name of 65 characters', { name: 'x'.repeat(65), permissions: [] }, 'name'],
    ['no permissions', { name: 'x' }, 'permissions'],
    ['null permissions', { name: 'x', permissions: null }, 'permissions'],
    ['a permission without a verb', { name: 'x', permissions: ['users'] }, 'permissions'],
    ['a permission with a wildcard', { name: 'x', permissions: ['*:users'] }, 'permissions'],
    ['a permission in capitals', { name: 'x', permissions: ['READ:users'] }, 'permissions'],
    ['the same permission twice', { name: 'x', permissions: ['read:users', 'read:users'] }, 'permissions'],
    ['a permission that is no text', { name: 'x', permissions: [7] }, 'permissions'],
    ['an unknown member', { name: 'x', permissions: [], builtIn: true }, 'builtIn'],
    ['an id of its own', { name: 'x', permissions: [], id: ADMIN_ROLE }, 'id'],
  ])('refuses %s', async (_what, body, field) => {
    const answer = await api.admin.post('/v1/roles', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it.each([
    ['unknown', 'read:nothing'],
    ['for own rows', 'read:self'],
  ])('refuses a permission that is %s, naming its place, and makes nothing', async (_what, permission) => {
    const name = uniqueName('half-wrong');
    const answer = await api.admin.post('/v1/roles', { name, permissions: ['read:users', permission] });
    expect([answer.status, answer.body.code]).toEqual([400, 'permissions.unknown']);
    expect(answer.body.errors[0].field).toBe('permissions[1]');
    expect(await api.sql('SELECT 1 FROM roles WHERE name = $1', [name])).toEqual([]);
  });
});

describe('listing roles', () => {
  it('goes through all of them by name, page by page', async () => {
    await Promise.all([createRole(api.admin), createRole(api.admin), createRole(api.admin)]);
    const all = ok(await api.admin.get('/v1/roles?limit=100&include=total')).body;
    expect(all.total).toBe(all.data.length);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = ok(await api.admin.get(`/v1/roles?limit=2${cursor}`)).body;
      names.push(...page.data.map((role: { name: string }) => role.name));
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(names).toEqual(all.data.map((role: { name: string }) => role.name));
    expect(names).toEqual([...names].sort());
    expect(names).toContain('admin');
  });

  it('refuses a cursor of another person or another list', async () => {
    const cursor = encodeURIComponent(ok(await api.admin.get('/v1/roles?limit=1')).body.nextCursor);
    const other = await signUpWith(api, ['read:roles']);
    expect((await other.http.get(`/v1/roles?cursor=${cursor}`)).status).toBe(400);
    expect((await api.admin.get(`/v1/permissions?cursor=${cursor}`)).status).toBe(400);
    expect((await api.admin.get('/v1/roles?limit=101')).status).toBe(400);
  });
});

describe('changing a role', () => {
  it('changes only what is given', async () => {
    const role = await createRole(api.admin, ['read:users']);
    const described = ok(await api.admin.patch(`/v1/roles/${role.id}`, { description: 'New' })).body;
    expect(described).toMatchObject({ name: role.name, permissions: ['read:users'], description: 'New' });
    const cleared = await api.admin.patch(`/v1/roles/${role.id}`, { description: null, permissions: [] });
    expect(cleared.body).toMatchObject({ description: null, permissions: [] });
  });

  it('is refused when the role changed since it was read', async () => {
    const role = await createRole(api.admin, ['read:users']);
    const tag = (await api.admin.get(`/v1/roles/${role.id}`)).headers.get('etag')!;
    ok(
      await api.admin.patch(
        `/v1/roles/${role.id}`,
        { description: 'First' },
        { headers: { 'if-match': tag } },
      ),
    );
    const late = await api.admin.patch(
      `/v1/roles/${role.id}`,
      { permissions: [] },
      { headers: { 'if-match': tag } },
    );
    expect([late.status, late.body.code]).toEqual([412, 'roles.changed_meanwhile']);
    const deletion = await api.admin.delete(`/v1/roles/${role.id}`, { headers: { 'if-match': tag } });
    expect(deletion.status).toBe(412);
    expect((await api.admin.get(`/v1/roles/${role.id}`)).body).toMatchObject({
      description: 'First',
      permissions: ['read:users'],
    });
  });

  it('lets one of many with the same tag through', async () => {
    const role = await createRole(api.admin);
    const headers = { 'if-match': (await api.admin.get(`/v1/roles/${role.id}`)).headers.get('etag')! };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        api.admin.patch(`/v1/roles/${role.id}`, { description: `Number ${index}` }, { headers }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('refuses the name of another role and keeps its own', async () => {
    const [one, other] = [await createRole(api.admin), await createRole(api.admin)];
    const answer = await api.admin.patch(`/v1/roles/${one.id}`, { name: other.name });
    expect([answer.status, answer.body.code]).toEqual([409, 'roles.name_taken']);
    expect((await api.admin.patch(`/v1/roles/${one.id}`, { name: one.name.toUpperCase() })).status).toBe(200);
  });

  it.each([
    ['admin', ADMIN_ROLE],
    ['user', USER_ROLE],
  ])('leaves name and permissions of %s as they are', async (_name, id) => {
    const before = (await api.admin.get(`/v1/roles/${id}`)).body;
    for (const body of [{ name: 'other' }, { permissions: ['read:users'] }]) {
      const answer = await api.admin.patch(`/v1/roles/${id}`, body);
      expect([answer.status, answer.body.code]).toEqual([409, 'roles.built_in']);
    }
    const deletion = await api.admin.delete(`/v1/roles/${id}`);
    expect([deletion.status, deletion.body.code]).toEqual([409, 'roles.built_in']);
    expect((await api.admin.get(`/v1/roles/${id}`)).body).toEqual(before);
    expect((await api.admin.patch(`/v1/roles/${id}`, { description: 'Ours' })).status).toBe(200);
  });

  it('answers 404 for a role that is not there, whatever its id looks like', async () => {
    for (const id of ['rol_AAAAAAAAAAAAAAAA', 'admin', '%27', 'rol_']) {
      for (const answer of [
        await api.admin.get(`/v1/roles/${id}`),
        await api.admin.patch(`/v1/roles/${id}`, { description: 'x' }),
        await api.admin.delete(`/v1/roles/${id}`),
        await api.admin.get(`/v1/roles/${id}/users`),
        await api.admin.get(`/v1/roles/${id}/preview?permissions=`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([404, 'roles.not_found']);
      }
    }
  });
});

describe('deleting a role', () => {
  it('works once, when nobody holds it', async () => {
    const role = await createRole(api.admin, ['read:users']);
    expect((await api.admin.delete(`/v1/roles/${role.id}`)).status).toBe(204);
    expect((await api.admin.delete(`/v1/roles/${role.id}`)).status).toBe(404);
  });

  it('is refused while somebody holds it, and changes nothing', async () => {
    const holder = await signUpWith(api, ['read:users']);
    const answer = await api.admin.delete(`/v1/roles/${holder.roleId}`);
    expect([answer.status, answer.body.code]).toEqual([409, 'roles.in_use']);
    expect((await holder.http.get('/v1/users')).status).toBe(200);
    ok(await api.admin.delete(`/v1/users/${holder.id}/roles/${holder.roleId}`));
    expect((await api.admin.delete(`/v1/roles/${holder.roleId}`)).status).toBe(204);
  });

  it('never leaves somebody with a role that is gone, when it races with giving it', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => api.signUp()));
    const role = await createRole(api.admin, ['read:users']);
    const [deletion, ...gifts] = await Promise.all([
      api.admin.delete(`/v1/roles/${role.id}`),
      ...people.map(({ id }) => api.admin.post(`/v1/users/${id}/roles`, { roles: [role.id] })),
    ]);
    const given = gifts.filter(({ status }) => status === 200).length;
    expect(gifts.every(({ status }) => status === 200 || status === 400)).toBe(true);
    expect(deletion.status).toBe(given > 0 ? 409 : 204);
    const held = await api.sql('SELECT 1 FROM user_roles WHERE role_id = $1', [role.id]);
    expect(held).toHaveLength(given);
  });
});

describe('the users of a role', () => {
  it('are listed page by page, with what is needed to know them', async () => {
    const role = await createRole(api.admin);
    const people = [await api.signUp({ displayName: 'Ada' }), await api.signUp(), await api.signUp()];
    for (const { id } of people) {
      ok(await api.admin.post(`/v1/users/${id}/roles`, { roles: [role.id] }));
    }
    const first = ok(await api.admin.get(`/v1/roles/${role.id}/users?limit=2&include=total`)).body;
    expect(first.total).toBe(3);
    expect(first.data[0]).toEqual({
      id: people[0].id,
      username: null,
      email: people[0].email,
      displayName: 'Ada',
      status: 'active',
    });
    const cursor = encodeURIComponent(first.nextCursor);
    const second = ok(await api.admin.get(`/v1/roles/${role.id}/users?limit=2&cursor=${cursor}`)).body;
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    expect(second.nextCursor).toBeNull();
    const other = await createRole(api.admin);
    expect((await api.admin.get(`/v1/roles/${other.id}/users?cursor=${cursor}`)).status).toBe(400);
  });

  it('no longer have an account that was deleted', async () => {
    const holder = await signUpWith(api, []);
    ok(await api.admin.delete(`/v1/users/${holder.id}`));
    expect((await api.admin.get(`/v1/roles/${holder.roleId}/users`)).body.data).toEqual([]);
  });
});

describe('roles of an account', () => {
  it('change nothing when one of the list is unknown', async () => {
    const person = await api.signUp();
    const role = await createRole(api.admin);
    for (const method of ['POST', 'PUT']) {
      const answer = await api.admin.send(method, `/v1/users/${person.id}/roles`, {
        roles: [role.id, 'rol_AAAAAAAAAAAAAAAA'],
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'roles.unknown']);
      expect(answer.body.errors[0].field).toBe('roles[1]');
    }
    const held = (await api.admin.get(`/v1/users/${person.id}/roles`)).body.data;
    expect(held).toEqual([{ id: USER_ROLE, name: 'user' }]);
  });

  it('are taken once', async () => {
    const holder = await signUpWith(api, []);
    const path = `/v1/users/${holder.id}/roles/${holder.roleId}`;
    expect((await api.admin.delete(path)).status).toBe(204);
    const again = await api.admin.delete(path);
    expect([again.status, again.body.code]).toEqual([404, 'roles.not_held']);
  });

  it('are at most a hundred', async () => {
    const person = await api.signUp();
    const ids = Array.from({ length: 101 }, (_, index) => `rol_${String(index).padStart(16, 'x')}`);
    await api.sql('INSERT INTO roles (id, name, name_key) SELECT i, i, i FROM unnest($1::text[]) AS i', [
      ids,
    ]);
    ok(await api.admin.put(`/v1/users/${person.id}/roles`, { roles: ids.slice(0, 100) }));
    const answer = await api.admin.post(`/v1/users/${person.id}/roles`, { roles: ids.slice(100) });
    expect([answer.status, answer.body.code]).toEqual([422, 'roles.too_many']);
    expect((await api.admin.get(`/v1/users/${person.id}/roles`)).body.data).toHaveLength(100);
  });
});

describe('the preview of a role', () => {
  it('tells who would gain and lose what, and changes nothing', async () => {
    const role = await createRole(api.admin, ['read:users', 'read:sessions']);
    const both = await signUpWith(api, ['read:users']);
    const only = await api.signUp();
    for (const { id } of [both, only]) {
      ok(await api.admin.post(`/v1/users/${id}/roles`, { roles: [role.id] }));
    }
    const path = `/v1/roles/${role.id}/preview`;
    const preview = ok(await api.admin.get(`${path}?permissions=read:sessions,read:audit`)).body;
    expect(preview).toMatchObject({
      given: ['read:audit'],
      taken: ['read:users'],
      holders: 2,
      nextCursor: null,
    });
    expect(preview.data).toEqual([
      { user: expect.objectContaining({ id: both.id }), gains: ['read:audit'], loses: [] },
      { user: expect.objectContaining({ id: only.id }), gains: ['read:audit'], loses: ['read:users'] },
    ]);
    const losses = ok(await api.admin.get(`${path}?permissions=read:sessions`)).body;
    expect(losses.data.map(({ user }: { user: { id: string } }) => user.id)).toEqual([only.id]);
    expect(ok(await api.admin.get(`${path}?permissions=`)).body.taken).toEqual([
      'read:sessions',
      'read:users',
    ]);
    expect((await api.admin.get(`/v1/roles/${role.id}`)).body.permissions).toEqual(role.permissions);
  });

  it('needs to be told the permissions, and knows them', async () => {
    const { id } = await createRole(api.admin);
    expect((await api.admin.get(`/v1/roles/${id}/preview`)).status).toBe(400);
    const unknown = await api.admin.get(`/v1/roles/${id}/preview?permissions=read:users,read:nothing`);
    expect([unknown.status, unknown.body.code]).toEqual([400, 'permissions.unknown']);
  });
});
