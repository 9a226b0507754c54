import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import type { HttpClient } from '../support/http-client.js';
import { ok, signUpWith, uniqueName } from '../support/people.js';

const GRANT = { type: 'read', resourceType: 'document', resource: '42' };
const TIMES = 5;

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

/** Somebody who has called the other replica before, so that it knows their token. */
async function known(permissions: string[]) {
  const person = await signUpWith(api, permissions);
  const there = replica.http.as(person.accessToken);
  ok(await there.get('/v1/users/me'));
  return { ...person, there };
}

const allowed = async (http: HttpClient, question: object) =>
  ok(await http.post('/v1/permissions/check', { checks: [question] })).body.data[0].allowed as boolean;

describe('at the first request after the acknowledgement, another replica knows of', () => {
  it('a permission put into a role and taken out of it', async () => {
    const { there, roleId } = await known([]);
    for (let time = 0; time < TIMES; time += 1) {
      ok(await api.admin.patch(`/v1/roles/${roleId}`, { permissions: ['read:users'] }));
      expect((await there.get('/v1/users')).status).toBe(200);
      ok(await api.admin.patch(`/v1/roles/${roleId}`, { permissions: [] }));
      expect((await there.get('/v1/users')).status).toBe(403);
    }
  });

  it('a role given and taken', async () => {
    const { there, roleId, id } = await known(['read:users']);
    for (let time = 0; time < TIMES; time += 1) {
      ok(await api.admin.delete(`/v1/users/${id}/roles/${roleId}`));
      expect((await there.get('/v1/users')).status).toBe(403);
      ok(await api.admin.post(`/v1/users/${id}/roles`, { roles: [roleId] }));
      expect((await there.get('/v1/users')).status).toBe(200);
    }
  });

  it('a grant given and taken', async () => {
    const { there, id } = await known([]);
    for (let time = 0; time < TIMES; time += 1) {
      const grant = ok(await api.admin.post(`/v1/users/${id}/grants`, GRANT)).body;
      expect(await allowed(there, GRANT)).toBe(true);
      ok(await api.admin.delete(`/v1/users/${id}/grants/${grant.id}`));
      expect(await allowed(there, GRANT)).toBe(false);
    }
  });

  it('a permission of one’s own, which administrators hold at once', async () => {
    for (let time = 0; time < TIMES; time += 1) {
      const permission = `read:${uniqueName('thing')}`;
      ok(await api.admin.post('/v1/permissions', { permission }));
      const there = replica.http.as(
        ok(
          await api.http.post('/v1/sessions', {
            identifier: 'admin',
            password: 'a password for tests',
          }),
        ).body.accessToken as string,
      );
      expect(await allowed(there, { permission })).toBe(true);
      ok(await there.delete(`/v1/permissions/${permission}`));
      expect(await allowed(api.admin, { permission })).toBe(false);
    }
  });

  it('a suspension', async () => {
    const { there, id } = await known(['read:users']);
    ok(await api.admin.post(`/v1/users/${id}/suspension`, { reason: 'x' }));
    const answer = await there.get('/v1/users/me');
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="latchkey", error="invalid_token"',
    ]);
  });
});
