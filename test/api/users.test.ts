import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

const ADMIN_ROLE = 'rol_Administrator001';

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
