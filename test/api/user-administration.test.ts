import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';

const ADMIN_ROLE = 'rol_Administrator001';
const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

describe('without permission', () => {
  let plain: Person;
  let other: Person;
  beforeAll(async () => {
    plain = await api.signUp();
    other = await api.signUp();
  });

  it.each([
    ['GET', '/v1/users', 'read:users'],
    ['POST', '/v1/users', 'create:users'],
    ['GET', '/v1/users/{id}', 'read:users'],
    ['PATCH', '/v1/users/{id}', 'update:users'],
    ['DELETE', '/v1/users/{id}', 'delete:users'],
    ['PUT', '/v1/users/{id}/password', 'update:users'],
    ['POST', '/v1/users/{id}/suspension', 'update:users'],
    ['DELETE', '/v1/users/{id}/suspension', 'update:users'],
    ['POST', '/v1/users/me/suspension', 'update:users'],
    ['GET', '/v1/users/{id}/roles', 'read:users'],
    ['POST', '/v1/users/{id}/roles', 'update:users'],
    ['PUT', '/v1/users/me/roles', 'update:users'],
    ['DELETE', '/v1/users/{id}/roles/rol_RegularUser00001', 'update:users'],
    ['GET', '/v1/users/{id}/sessions', 'read:sessions'],
    ['DELETE', '/v1/users/{id}/sessions', 'delete:sessions'],
  ])('%s %s names it, whether or not the row exists', async (method, path, permission) => {
    const bodies = await Promise.all(
      [other.id, NOBODY, other.email, 'no-such-name'].map(async (reference) => {
        const body = method === 'GET' || method === 'DELETE' ? undefined : {};
        const answer = await plain.http.send(
          method,
          path.replace('{id}', encodeURIComponent(reference)),
          body,
        );
        expect([answer.status, answer.body.permission]).toEqual([403, permission]);
        return { ...answer.body, requestId: '' };
      }),
    );
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    const anonymous = await api.http.send(method, path.replace('{id}', other.id));
    expect(anonymous.status).toBe(401);
  });
});

describe('administration', () => {
  it('creates accounts, with a Location', async () => {
    const answer = await api.admin.post('/v1/users', {
      email: 'created@example.com',
      emailVerified: true,
      customClaims: { plan: 'pro', seats: 3 },
      roles: ['rol_RegularUser00001', ADMIN_ROLE],
      password: PASSWORD,
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/users/${answer.body.id}`);
    expect(answer.body).toMatchObject({
      emailVerified: true,
      customClaims: { plan: 'pro', seats: 3 },
      lastSignInAt: null,
    });
    expect(answer.body.roles.map(({ name }: { name: string }) => name)).toEqual(['admin', 'user']);
    expect(
      (await api.http.post('/v1/sessions', { identifier: 'created@example.com', password: PASSWORD })).status,
    ).toBe(201);
  });

  it('creates nothing when a role is unknown', async () => {
    const answer = await api.admin.post('/v1/users', {
      username: 'half',
      roles: ['rol_RegularUser00001', 'rol_0000000000000000'],
    });
    expect([answer.status, answer.body.code, answer.body.errors[0].field]).toEqual([
      400,
      'roles.unknown',
      'roles[1]',
    ]);
    expect(await api.sql("SELECT 1 FROM users WHERE username_key = 'half'")).toEqual([]);
  });

  it('changes an address, which is unverified again', async () => {
    const { body } = await api.admin.post('/v1/users', { email: 'old@example.com', emailVerified: true });
    const answer = await api.admin.patch(`/v1/users/${body.id}`, { email: 'fresh@example.com' });
    expect(answer.body).toMatchObject({ email: 'fresh@example.com', emailVerified: false });
    expect((await api.admin.get('/v1/users/FRESH@example.com')).body.id).toBe(body.id);
    expect((await api.admin.get('/v1/users/old@example.com')).status).toBe(404);
  });

  it('answers 404 for what is not there and what cannot be', async () => {
    for (const reference of [
      NOBODY,
      'nobody',
      'nobody@example.com',
      'a%20b',
      '%F0%9F%94%91',
      'a%2Fb',
      'rol_abCdeFghIjklMnmP',
    ]) {
      expect([reference, (await api.admin.get(`/v1/users/${reference}`)).status]).toEqual([reference, 404]);
    }
  });

  it('suspends and reinstates; the suspended one is refused at the next request and has to sign in again', async () => {
    const person = await api.signUp();
    const suspended = await api.admin.post(`/v1/users/${person.id}/suspension`, { reason: 'test' });
    expect([suspended.status, suspended.body.status]).toEqual([200, 'suspended']);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect((await api.admin.delete(`/v1/users/${person.id}/suspension`)).status).toBe(204);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(201);
  });

  it('suspends for a time', async () => {
    const person = await api.signUp();
    await api.admin.post(`/v1/users/${person.id}/suspension`, {
      reason: 'test',
      until: '2999-01-01T00:00:00Z',
    });
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(401);
    await api.sql("UPDATE users SET suspended_until = now() - interval '1 second' WHERE id = $1", [
      person.id,
    ]);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(201);
    expect((await api.admin.get(`/v1/users/${person.id}`)).body.status).toBe('active');
  });

  it('sets a password and ends every session', async () => {
    const person = await api.signUp();
    expect(
      (await api.admin.put(`/v1/users/${person.id}/password`, { newPassword: 'a brand new one' })).status,
    ).toBe(204);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(401);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: 'a brand new one' })).status,
    ).toBe(201);
  });

  it('lists and ends the sessions of others', async () => {
    const person = await api.signUp();
    await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD });
    const list = await api.admin.get(`/v1/users/${person.id}/sessions?limit=1`);
    expect(list.body.data).toHaveLength(1);
    const next = await api.admin.get(
      `/v1/users/${person.id}/sessions?limit=1&cursor=${list.body.nextCursor}`,
    );
    expect([next.body.data[0].id, next.body.nextCursor]).toEqual([person.sessionId, null]);
    expect((await api.admin.delete(`/v1/users/${person.id}/sessions`)).status).toBe(204);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
  });

  it('never loses the last administrator, also by many removals at once', async () => {
    const own = await createTestApp();
    try {
      const { body: me } = await own.admin.get('/v1/users/me');
      const last = [
        await own.admin.delete(`/v1/users/${me.id}/roles/${ADMIN_ROLE}`),
        await own.admin.put(`/v1/users/${me.id}/roles`, { roles: [] }),
        await own.admin.post(`/v1/users/${me.id}/suspension`, { reason: 'test' }),
        await own.admin.delete('/v1/users/me'),
      ];
      expect(last.map(({ status, body }) => [status, body.code])).toEqual(
        Array(4).fill([409, 'roles.last_administrator']),
      );
      const people = await Promise.all(Array.from({ length: 10 }, () => own.signUp()));
      await Promise.all(
        people.map(({ id }) => own.admin.post(`/v1/users/${id}/roles`, { roles: [ADMIN_ROLE] })),
      );
      const removals = [me.id, ...people.map(({ id }) => id)].flatMap((id) => [
        own.admin.delete(`/v1/users/${id}/roles/${ADMIN_ROLE}`),
        own.admin.delete(`/v1/users/${id}`),
      ]);
      const answers = await Promise.all(removals);
      expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
      const [{ left }] = (await own.sql<{ left: number }>(
        'SELECT count(*)::int AS left FROM user_roles ur JOIN users u ON u.id = ur.user_id WHERE role_id = $1 AND deleted_at IS NULL',
        [ADMIN_ROLE],
      )) as [{ left: number }];
      expect(left).toBeGreaterThanOrEqual(1);
    } finally {
      await own.close();
    }
  });
});
