import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import type { HttpClient } from '../support/http-client.js';
import { createRole, ok, signUpWith, uniqueName } from '../support/people.js';

const LOOKS_AFTER_ACCOUNTS = [
  'read:users',
  'create:users',
  'update:users',
  'delete:users',
  'delete:sessions',
];
const ON_AN_ACCOUNT = { type: 'read', resourceType: 'users', resource: '42' };
const DOCUMENT = { type: 'read', resourceType: 'document', resource: '42' };

let api: TestApp;
let support: Person;
beforeAll(async () => {
  api = await createTestApp();
  support = await signUpWith(api, LOOKS_AFTER_ACCOUNTS);
});
afterAll(() => api.close());

const ACTS: [string, (http: HttpClient, id: string) => ReturnType<HttpClient['get']>][] = [
  ['change', (http, id) => http.patch(`/v1/users/${id}`, { displayName: 'x' })],
  ['rename', (http, id) => http.patch(`/v1/users/${id}`, { email: `${uniqueName('x')}@example.com` })],
  ['suspend', (http, id) => http.post(`/v1/users/${id}/suspension`, { reason: 'x' })],
  ['reinstate', (http, id) => http.delete(`/v1/users/${id}/suspension`)],
  [
    'reset the password of',
    (http, id) => http.put(`/v1/users/${id}/password`, { newPassword: 'a long new one' }),
  ],
  ['end the sessions of', (http, id) => http.delete(`/v1/users/${id}/sessions`)],
  ['give a role to', (http, id) => http.post(`/v1/users/${id}/roles`, { roles: ['rol_RegularUser00001'] })],
  ['replace the roles of', (http, id) => http.put(`/v1/users/${id}/roles`, { roles: [] })],
  ['take a role from', (http, id) => http.delete(`/v1/users/${id}/roles/rol_RegularUser00001`)],
  ['grant something to', (http, id) => http.post(`/v1/users/${id}/grants`, ON_AN_ACCOUNT)],
  ['delete', (http, id) => http.delete(`/v1/users/${id}`)],
];

async function snapshot(id: string): Promise<unknown> {
  return api.sql(
    `SELECT to_jsonb(u) AS account, (SELECT hash FROM password_credentials WHERE user_id = u.id) AS hash,
            ARRAY(SELECT role_id FROM user_roles WHERE user_id = u.id ORDER BY 1) AS roles,
            ARRAY(SELECT id FROM grants WHERE user_id = u.id) AS grants,
            ARRAY(SELECT id FROM sessions WHERE user_id = u.id AND ended_at IS NULL ORDER BY 1) AS sessions
       FROM users u WHERE id = $1`,
    [id],
  );
}

describe('somebody who looks after accounts', () => {
  it.each(ACTS)('cannot %s somebody with a permission that they lack', async (_what, act) => {
    const other = await signUpWith(api, ['read:audit']);
    const before = await snapshot(other.id);
    const answer = await act(support.http, other.id);
    expect([answer.status, answer.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
    expect(answer.body.missing).toEqual(['read:audit']);
    expect(await snapshot(other.id)).toEqual(before);
  });

  it.each(ACTS)('cannot %s somebody with a grant that they lack', async (_what, act) => {
    const other = await api.signUp();
    ok(await api.admin.post(`/v1/users/${other.id}/grants`, DOCUMENT));
    const before = await snapshot(other.id);
    const answer = await act(support.http, other.id);
    expect([answer.status, answer.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
    expect(answer.body.missing).toEqual(['read:document/42']);
    expect(await snapshot(other.id)).toEqual(before);
  });

  it.each(ACTS)('can %s somebody who has nothing beyond them', async (_what, act) => {
    const other = await signUpWith(api, ['read:users']);
    expect((await act(support.http, other.id)).status).toBeLessThan(300);
  });

  it('cannot give themselves or anybody a role with more, nor make an account with one', async () => {
    const more = await createRole(api.admin, ['read:users', 'read:audit']);
    const other = await api.signUp();
    for (const answer of [
      await support.http.post('/v1/users/me/roles', { roles: [more.id] }),
      await support.http.put(`/v1/users/${support.id}/roles`, { roles: ['rol_Administrator001'] }),
      await support.http.post(`/v1/users/${other.id}/roles`, { roles: [more.id] }),
      await support.http.post('/v1/users', { username: uniqueName('x'), roles: [more.id] }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
    }
  });

  it('cannot grant what they lack, to themselves, to others or to a new account', async () => {
    const other = await api.signUp();
    for (const answer of [
      await support.http.post('/v1/users/me/grants', DOCUMENT),
      await support.http.post(`/v1/users/${other.id}/grants`, DOCUMENT),
      await support.http.post('/v1/users', { username: uniqueName('x'), grants: [DOCUMENT] }),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
    }
  });

  it.each([
    { ...DOCUMENT, type: '*' },
    { ...DOCUMENT, resourceType: '*' },
    { ...DOCUMENT, resource: '*' },
  ])('cannot grant a wildcard, even what they have themselves: %j', async (wildcard) => {
    const person = await signUpWith(api, LOOKS_AFTER_ACCOUNTS);
    ok(await api.admin.post(`/v1/users/${person.id}/grants`, wildcard));
    const other = await api.signUp();
    const answer = await person.http.post(`/v1/users/${other.id}/grants`, wildcard);
    expect([answer.status, answer.body.code]).toEqual([403, 'grants.wildcard_needs_administrator']);
    const created = await person.http.post('/v1/users', { username: uniqueName('x'), grants: [wildcard] });
    expect(created.status).toBe(403);
  });

  it('can grant what they have by a grant, by a wider one, or by a permission for every resource', async () => {
    const permission = { permission: `read:${uniqueName('kind')}` };
    ok(await api.admin.post('/v1/permissions', permission));
    const kind = permission.permission.slice('read:'.length);
    const person = await signUpWith(api, [...LOOKS_AFTER_ACCOUNTS, permission.permission]);
    ok(await api.admin.post(`/v1/users/${person.id}/grants`, DOCUMENT));
    ok(
      await api.admin.post(`/v1/users/${person.id}/grants`, {
        ...DOCUMENT,
        resourceType: 'folder',
        resource: '*',
      }),
    );
    const other = await api.signUp();
    for (const [grant, status] of [
      [DOCUMENT, 201],
      [{ ...DOCUMENT, resource: '43' }, 403],
      [{ ...DOCUMENT, type: 'write' }, 403],
      [{ ...DOCUMENT, resourceType: 'folder' }, 201],
      [{ ...DOCUMENT, resourceType: kind }, 201],
      [{ ...DOCUMENT, resourceType: kind, type: 'write' }, 403],
    ] as const) {
      expect((await person.http.post(`/v1/users/${other.id}/grants`, grant)).status).toBe(status);
    }
  });
});

describe('somebody who looks after roles', () => {
  it('cannot make, change or delete a role that has what they lack', async () => {
    const editor = await signUpWith(api, ['read:roles', 'update:roles', 'read:users']);
    const beyond = await createRole(api.admin, ['read:audit']);
    const own = await createRole(api.admin, ['read:users']);
    for (const answer of [
      await editor.http.post('/v1/roles', { name: uniqueName('x'), permissions: ['read:audit'] }),
      await editor.http.patch(`/v1/roles/${own.id}`, { permissions: ['read:users', 'read:audit'] }),
      await editor.http.patch(`/v1/roles/${editor.roleId}`, { permissions: ['read:audit'] }),
      await editor.http.patch(`/v1/roles/${beyond.id}`, { permissions: [] }),
      await editor.http.patch(`/v1/roles/${beyond.id}`, { name: uniqueName('x') }),
      await editor.http.delete(`/v1/roles/${beyond.id}`),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
      expect(answer.body.missing).toEqual(['read:audit']);
    }
    expect((await api.admin.get(`/v1/roles/${own.id}`)).body.permissions).toEqual(['read:users']);
    expect((await api.admin.get(`/v1/roles/${beyond.id}`)).body).toMatchObject({
      permissions: ['read:audit'],
    });
    expect((await editor.http.patch(`/v1/roles/${own.id}`, { permissions: ['update:roles'] })).status).toBe(
      200,
    );
    expect((await editor.http.delete(`/v1/roles/${own.id}`)).status).toBe(204);
  });

  it('can define a permission, but has it only when an administrator gives it', async () => {
    const editor = await signUpWith(api, ['read:roles', 'update:roles']);
    const permission = `approve:${uniqueName('thing')}`;
    expect((await editor.http.post('/v1/permissions', { permission })).status).toBe(201);
    const role = { name: uniqueName('x'), permissions: [permission] };
    expect((await editor.http.post('/v1/roles', role)).status).toBe(403);
    const deletion = await editor.http.delete(`/v1/permissions/${permission}`);
    expect([deletion.status, deletion.body.code]).toEqual([403, 'authorization.beyond_own_permissions']);
    expect((await api.admin.post('/v1/roles', role)).status).toBe(201);
  });
});
