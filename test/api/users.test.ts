import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';

const ADMIN_ROLE = 'rol_Administrator001';
const NOBODY = '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

describe('the own account', () => {
  it('is read by me, id, user name and e-mail address, raw and encoded', async () => {
    const person = await api.signUp({ username: 'Me+Myself' });
    for (const reference of [
      'me',
      person.id,
      person.id.toUpperCase(),
      'me%2Bmyself',
      'me+myself',
      person.email,
      encodeURIComponent(person.email),
    ]) {
      const answer = await person.http.get(`/v1/users/${reference}`);
      expect([reference, answer.status, answer.body.id]).toEqual([reference, 200, person.id]);
    }
  });

  it('shows every member, unset ones as null, and nothing else', async () => {
    const person = await api.signUp();
    expect((await person.http.get('/v1/users/me')).body).toEqual({
      id: person.id,
      username: null,
      email: person.email,
      emailVerified: false,
      displayName: null,
      firstName: null,
      lastName: null,
      nickname: null,
      phone: null,
      pictureUrl: null,
      status: 'active',
      contactInfo: {
        company: null,
        jobTitle: null,
        phoneNumber: null,
        address1: null,
        address2: null,
        city: null,
        state: null,
        zip: null,
        country: null,
      },
      customClaims: {},
      roles: [{ id: 'rol_RegularUser00001', name: 'user' }],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.any(String),
      lastSignInAt: expect.any(String),
    });
  });

  it('is changed member by member; null clears, contact info is merged', async () => {
    const person = await api.signUp();
    await person.http.patch('/v1/users/me', {
      displayName: 'Ada',
      firstName: 'Ada',
      contactInfo: { city: 'London', zip: 'SW1' },
    });
    const answer = await person.http.patch('/v1/users/me', {
      firstName: null,
      contactInfo: { zip: null, country: 'UK' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      displayName: 'Ada',
      firstName: null,
      contactInfo: { city: 'London', zip: null, country: 'UK' },
    });
    expect((await person.http.patch('/v1/users/me', {})).status).toBe(200);
  });

  it.each([
    ['email', { email: 'new@example.com' }],
    ['emailVerified', { emailVerified: true }],
    ['customClaims', { customClaims: { role: 'admin' } }],
  ])('keeps %s for administrators', async (_name, change) => {
    const person = await api.signUp();
    const answer = await person.http.patch('/v1/users/me', change);
    expect([answer.status, answer.body.permission]).toEqual([403, 'update:users']);
    expect((await person.http.get('/v1/users/me')).body).toMatchObject({
      email: person.email,
      emailVerified: false,
      customClaims: {},
    });
  });

  it.each([
    ['an unknown member', { nope: 1 }, 'nope', 'unknown_field'],
    ['roles', { roles: [ADMIN_ROLE] }, 'roles', 'unknown_field'],
    ['status', { status: 'active' }, 'status', 'unknown_field'],
    ['a number', { displayName: 7 }, 'displayName', 'not_a_string'],
    ['an empty text', { displayName: '' }, 'displayName', 'wrong_length'],
    ['a long text', { displayName: 'x'.repeat(129) }, 'displayName', 'wrong_length'],
    [
      'a member of contact info that is not known',
      { contactInfo: { planet: 'Mars' } },
      'contactInfo.planet',
      'unknown_field',
    ],
    ['contact info that is a text', { contactInfo: 'London' }, 'contactInfo', 'not_an_object'],
    ['contact info that is a list', { contactInfo: [] }, 'contactInfo', 'not_an_object'],
    ['a picture that runs', { pictureUrl: 'javascript:alert(1)' }, 'pictureUrl', 'wrong_format'],
    ['a control character', { displayName: 'a\u0000b' }, 'displayName', 'body.bad_character'],
    ['a user name with @', { username: 'a@b' }, 'username', 'users.username_malformed'],
  ])('refuses %s and changes nothing', async (_name, change, field, code) => {
    const person = await api.signUp({ displayName: 'Before' });
    const answer = await person.http.patch('/v1/users/me', { nickname: 'Half', ...change });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]).toMatchObject({ field, code });
    expect((await person.http.get('/v1/users/me')).body).toMatchObject({
      displayName: 'Before',
      nickname: null,
    });
  });

  it('keeps one of name and address', async () => {
    const { body: created } = await api.admin.post('/v1/users', {
      username: 'only-name',
      password: PASSWORD,
    });
    const answer = await api.admin.patch(`/v1/users/${created.id}`, { username: null });
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, 'users.name_needed']);
  });

  it('is deleted with everything it could come back by, and name and address are free again', async () => {
    const person = await api.signUp({ username: 'phoenix' });
    expect((await person.http.delete('/v1/users/me')).status).toBe(204);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect((await api.admin.get(`/v1/users/${person.id}`)).status).toBe(404);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(401);
    const [row] = await api.sql<Record<string, unknown>>('SELECT * FROM users WHERE id = $1', [person.id]);
    expect(row).toMatchObject({
      username: null,
      email: null,
      email_key: null,
      search_text: '',
      contact_info: {},
    });
    const again = await api.http.post('/v1/sign-up', {
      email: person.email,
      username: 'phoenix',
      password: PASSWORD,
    });
    expect(again.status).toBe(201);
    expect(again.body.user.id).not.toBe(person.id);
  });
});

describe('versions', () => {
  it('are sent as ETag, and If-Match refuses a change of what was changed meanwhile', async () => {
    const person = await api.signUp();
    const tag = (await person.http.get('/v1/users/me')).headers.get('etag')!;
    expect(tag).toMatch(/^"\d+"$/);
    const first = await person.http.patch(
      '/v1/users/me',
      { nickname: 'one' },
      { headers: { 'if-match': tag } },
    );
    expect([first.status, first.headers.get('etag')]).not.toEqual([200, tag]);
    for (const stale of [tag, 'W/"1"', '"x"', 'rubbish']) {
      const second = await person.http.patch(
        '/v1/users/me',
        { nickname: 'two' },
        { headers: { 'if-match': stale } },
      );
      expect([stale, second.status, second.body.code]).toEqual([stale, 412, 'users.changed_meanwhile']);
    }
    expect((await person.http.delete('/v1/users/me', { headers: { 'if-match': tag } })).status).toBe(412);
    expect(
      (await person.http.patch('/v1/users/me', { nickname: 'three' }, { headers: { 'if-match': '*' } }))
        .status,
    ).toBe(200);
    expect((await person.http.get('/v1/users/me')).body.nickname).toBe('three');
  });

  it('let one of twenty simultaneous changes through', async () => {
    const person = await api.signUp();
    const tag = (await person.http.get('/v1/users/me')).headers.get('etag')!;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        person.http.patch('/v1/users/me', { nickname: `n${index}` }, { headers: { 'if-match': tag } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });
});

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

describe('changing the own password', () => {
  it('answers with a new session and ends all others', async () => {
    const person = await api.signUp();
    const answer = await person.http.put('/v1/users/me/password', {
      currentPassword: PASSWORD,
      newPassword: 'a brand new one',
    });
    expect(answer.status).toBe(200);
    expect((await api.http.as(answer.body.accessToken).get('/v1/users/me')).body.id).toBe(person.id);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect((await api.http.post('/v1/sessions/refresh', { refreshToken: person.refreshToken })).status).toBe(
      401,
    );
  });

  it.each([
    [
      'a wrong current one',
      { currentPassword: 'not the password', newPassword: 'a brand new one' },
      403,
      'users.wrong_password',
    ],
    ['no current one', { newPassword: 'a brand new one' }, 400, 'request.invalid'],
    ['a null current one', { currentPassword: null, newPassword: 'a brand new one' }, 400, 'request.invalid'],
    ['a short new one', { currentPassword: PASSWORD, newPassword: 'short' }, 400, 'password.too_short'],
    ['no new one', { currentPassword: PASSWORD }, 400, 'request.invalid'],
  ])('refuses %s and changes nothing', async (_name, body, status, code) => {
    const person = await api.signUp();
    const answer = await person.http.put('/v1/users/me/password', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
    expect(
      (await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD })).status,
    ).toBe(201);
  });

  it('needs the current one also from an administrator', async () => {
    expect((await api.admin.put('/v1/users/me/password', { newPassword: 'a brand new one' })).status).toBe(
      400,
    );
  });

  it('takes effect once when it is sent ten times at once', async () => {
    const person = await api.signUp();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        person.http.put('/v1/users/me/password', {
          currentPassword: PASSWORD,
          newPassword: `a brand new one ${index}`,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const live = await api.sql('SELECT 1 FROM sessions WHERE user_id = $1 AND ended_at IS NULL', [person.id]);
    expect(live).toHaveLength(1);
  });
});
