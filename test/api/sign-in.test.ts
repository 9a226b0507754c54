import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalJWKSet, jwtVerify, SignJWT, generateKeyPair } from 'jose';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const ISSUER = 'https://accounts.example.com';

describe('signing up', () => {
  it('creates the account with role user and signs in', async () => {
    const answer = await api.http.post('/v1/sign-up', {
      email: ' Grace@Example.com ',
      password: PASSWORD,
      username: 'Grace',
      displayName: 'Grace Hopper',
      phone: '+1 (202) 555-0123',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/sessions/${answer.body.session.id}`);
    expect(answer.body).toMatchObject({
      tokenType: 'Bearer',
      expiresIn: 900,
      profile: null,
      session: { provider: 'password', amr: ['pwd'], current: true },
      user: {
        email: 'Grace@Example.com',
        emailVerified: false,
        username: 'Grace',
        phone: '+12025550123',
        roles: [{ id: 'rol_RegularUser00001', name: 'user' }],
      },
    });
    expect((await api.http.as(answer.body.accessToken).get('/v1/users/me')).body.id).toBe(
      answer.body.user.id,
    );
  });

  it.each([
    ['roles', { roles: ['rol_Administrator001'] }],
    ['status', { status: 'active' }],
    ['customClaims', { customClaims: { role: 'admin' } }],
    ['emailVerified', { emailVerified: true }],
    ['id', { id: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' }],
  ])('refuses a privileged member: %s', async (field, members) => {
    const answer = await api.http.post('/v1/sign-up', {
      email: 'mallory@example.com',
      password: PASSWORD,
      ...members,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, code: 'unknown_field', message: expect.any(String) }]);
    expect(await api.sql('SELECT 1 FROM users WHERE email_key = $1', ['mallory@example.com'])).toEqual([]);
  });

  it.each([
    ['no e-mail', { email: undefined }, 'email', 'missing'],
    ['a malformed e-mail', { email: 'nobody' }, 'email', 'users.email_malformed'],
    ['an e-mail that is null', { email: null }, 'email', 'not_a_string'],
    ['no password', { password: undefined }, 'password', 'missing'],
    ['a short password', { password: 'seven 7' }, 'password', 'password.too_short'],
    ['a long password', { password: 'p'.repeat(256) }, 'password', 'password.too_long'],
    ['a number as password', { password: 12345678 }, 'password', 'not_a_string'],
    ['a user name with a blank', { username: 'a b' }, 'username', 'users.username_malformed'],
    ['a reserved user name', { username: 'ME' }, 'username', 'users.username_malformed'],
    ['an id as user name', { username: '507f1f77bcf86cd799439011' }, 'username', 'users.username_malformed'],
  ])('refuses %s and names the field', async (_name, members, field, code) => {
    const answer = await api.http.post('/v1/sign-up', {
      email: 'x@example.com',
      password: PASSWORD,
      ...members,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0]).toMatchObject({ field, code });
  });

  it('counts a password in characters and compares it in one normal form', async () => {
    const email = 'emoji@example.com';
    expect((await api.http.post('/v1/sign-up', { email, password: '🔑'.repeat(7) })).status).toBe(400);
    expect((await api.http.post('/v1/sign-up', { email, password: 'Zoe\u0308 '.repeat(3) })).status).toBe(
      201,
    );
    const signIn = await api.http.post('/v1/sessions', {
      identifier: email,
      password: 'Zo\u00eb '.repeat(3),
    });
    expect(signIn.status).toBe(201);
  });

  it('refuses a taken address and a taken name in any spelling', async () => {
    await api.http.post('/v1/sign-up', {
      email: 'taken@example.com',
      username: 'straße',
      password: PASSWORD,
    });
    const byEmail = await api.http.post('/v1/sign-up', { email: 'TAKEN@EXAMPLE.COM', password: PASSWORD });
    expect([byEmail.status, byEmail.body.code]).toEqual([409, 'users.email_taken']);
    const byName = await api.http.post('/v1/sign-up', {
      email: 'b@example.com',
      username: 'STRASSE',
      password: PASSWORD,
    });
    expect([byName.status, byName.body.code]).toEqual([409, 'users.username_taken']);
  });

  it('creates one account when the same sign-up comes twenty times at once', async () => {
    const body = { email: 'twins@example.com', password: PASSWORD };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.http.post('/v1/sign-up', body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });
});

describe('signing in', () => {
  it.each([
    ['in another case', (email: string) => email.toUpperCase()],
    ['with blanks around', (email: string) => ` ${email} `],
  ])('finds the e-mail address %s', async (_name, spelling) => {
    const person = await api.signUp();
    const answer = await api.http.post('/v1/sessions', {
      identifier: spelling(person.email),
      password: PASSWORD,
    });
    expect([answer.status, answer.body.user?.id]).toEqual([201, person.id]);
  });

  it('finds the user name', async () => {
    const person = await api.signUp({ username: 'Linus.T' });
    const answer = await api.http.post('/v1/sessions', { identifier: 'linus.t', password: PASSWORD });
    expect([answer.status, answer.body.user?.id]).toEqual([201, person.id]);
  });

  it('answers unknown, wrong, suspended, deleted and password-less alike', async () => {
    const [wrong, suspended, deleted] = [await api.signUp(), await api.signUp(), await api.signUp()];
    await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'test' });
    await api.admin.delete(`/v1/users/${deleted.id}`);
    await api.admin.post('/v1/users', { email: 'social@example.com' });
    const attempts = [
      { identifier: 'nobody@example.com', password: PASSWORD },
      { identifier: wrong.email, password: 'not the password' },
      { identifier: suspended.email, password: PASSWORD },
      { identifier: deleted.email, password: PASSWORD },
      { identifier: 'social@example.com', password: PASSWORD },
      { identifier: wrong.id, password: PASSWORD },
      { identifier: '\u2028', password: PASSWORD },
    ];
    for (const attempt of attempts) {
      const { status, body, headers } = await api.http.post('/v1/sessions', attempt);
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="latchkey"']);
      expect({ ...body, requestId: '' }).toEqual({
        type: 'urn:latchkey:error:sessions.credentials_refused',
        title: 'Unauthorized',
        status: 401,
        detail: 'The name or the password is wrong.',
        code: 'sessions.credentials_refused',
        requestId: '',
      });
    }
  });

  it('writes every outcome into the audit trail, an unknown name only as a digest', async () => {
    await api.http.post('/v1/sessions', { identifier: 'ghost@example.com', password: PASSWORD });
    const rows = await api.sql<{ subject_kind: string; subject_id: string; outcome: string }>(
      "SELECT subject_kind, subject_id, outcome FROM audit_events WHERE event = 'session.created' AND subject_kind = 'identifier'",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('ghost');
  });

  it('keeps fifty sessions and ends the one idle longest', async () => {
    const person = await api.signUp();
    await api.sql(
      `INSERT INTO sessions (id, user_id, provider, amr, refresh_nonce, refresh_key_id, last_used_at)
       SELECT gen_random_uuid(), $1, 'password', '{pwd}', '\\x00', 'none', now() - make_interval(mins => n)
         FROM generate_series(1, 49) AS n`,
      [person.id],
    );
    await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD });
    const live = await api.sql<{ id: string; idle: number }>(
      'SELECT id, extract(epoch FROM now() - last_used_at)::int AS idle FROM sessions WHERE user_id = $1 AND ended_at IS NULL',
      [person.id],
    );
    expect(live).toHaveLength(50);
    expect(Math.max(...live.map(({ idle }) => idle))).toBeLessThan(49 * 60);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
  });
});

describe('access tokens', () => {
  it('can be verified by other services with the published keys', async () => {
    const person = await api.signUp();
    const jwks = await api.http.get('/.well-known/jwks.json');
    expect(jwks.headers.get('cache-control')).toBe('public, max-age=300');
    const { payload, protectedHeader } = await jwtVerify(person.accessToken, createLocalJWKSet(jwks.body), {
      issuer: ISSUER,
      audience: ISSUER,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(protectedHeader.kid).toBe(jwks.body.keys[0].kid);
    expect(jwks.body.keys[0]).not.toHaveProperty('d');
    expect(payload).toMatchObject({
      sub: person.id,
      sid: person.sessionId,
      roles: ['user'],
      permissions: [],
      amr: ['pwd'],
    });
    expect(payload.exp! - payload.iat!).toBe(900);
    expect(payload.jti).toBeTruthy();
  });

  it.each([
    ['nothing', undefined, false],
    ['another scheme', 'Basic YWRhOmFkYQ==', true],
    ['no token', 'Bearer', true],
    ['rubbish', 'Bearer not.a.token', true],
    ['a bare token', 'eyJhbGciOiJFUzI1NiJ9.e30.x', true],
    ['a very long token', `Bearer ${'a'.repeat(9_000)}`, true],
    ['two tokens', 'Bearer a, Bearer b', true],
  ])('are needed: %s is answered 401', async (_name, authorization, presented) => {
    const answer = await api.http.get('/v1/users/me', {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      presented ? 'Bearer realm="latchkey", error="invalid_token"' : 'Bearer realm="latchkey"',
    );
    expect(answer.body.code).toBe(
      presented ? 'authentication.credential_refused' : 'authentication.credential_missing',
    );
  });

  it('are refused when anything about them is not ours', async () => {
    const person = await api.signUp();
    const [header, payload, signature] = person.accessToken.split('.') as [string, string, string];
    const { privateKey } = await generateKeyPair('ES256');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const foreign = (protectedHeader: object) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...protectedHeader })
        .sign(privateKey);
    const none = `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid })).toString('base64url')}.${payload}.`;
    const altered = Buffer.from(
      JSON.stringify({ ...claims, sub: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' }),
    ).toString('base64url');
    const tokens = [
      await foreign({}),
      await foreign({ kid: 'unknown' }),
      await foreign({ typ: 'JWT' }),
      none,
      `${header}.${altered}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      `${header}.${payload}`,
    ];
    for (const token of tokens) {
      expect((await api.http.get('/v1/users/me', { token })).status).toBe(401);
    }
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
  });

  it('end with their session at the next request, on every replica', async () => {
    const replica = await createTestApp({ replicaOf: api });
    try {
      const person = await api.signUp();
      const elsewhere = replica.http.as(person.accessToken);
      expect((await elsewhere.get('/v1/users/me')).status).toBe(200);
      expect((await person.http.delete('/v1/sessions/current')).status).toBe(204);
      expect((await elsewhere.get('/v1/users/me')).status).toBe(401);
      expect((await person.http.get('/v1/users/me')).status).toBe(401);
    } finally {
      await replica.close();
    }
  });
});

describe('lifetimes', () => {
  const age = (sessionId: string, column: string, interval: string) =>
    api.sql(`UPDATE sessions SET ${column} = now() - $2::interval WHERE id = $1`, [sessionId, interval]);

  it.each([
    ['seven days without use', 'last_used_at', '7 days 1 minute', 401],
    ['thirty days in all', 'created_at', '30 days 1 minute', 401],
    ['six days without use', 'last_used_at', '6 days', 200],
  ])('of a person: after %s', async (_name, column, interval, status) => {
    const person = await api.signUp();
    await age(person.sessionId, column, interval);
    expect((await person.http.get('/v1/users/me')).status).toBe(status);
    expect((await api.http.post('/v1/sessions/refresh', { refreshToken: person.refreshToken })).status).toBe(
      status,
    );
  });

  it.each([
    ['an hour without use', 'last_used_at', '61 minutes', 401],
    ['a day in all', 'created_at', '24 hours 1 minute', 401],
    ['half an hour without use', 'last_used_at', '30 minutes', 200],
  ])('of somebody with permissions: after %s', async (_name, column, interval, status) => {
    const person = await api.signUp();
    await api.admin.post(`/v1/users/${person.id}/roles`, { roles: ['rol_Administrator001'] });
    await age(person.sessionId, column, interval);
    expect((await person.http.get('/v1/users/me')).status).toBe(status);
    expect((await api.http.post('/v1/sessions/refresh', { refreshToken: person.refreshToken })).status).toBe(
      status,
    );
  });

  it('go on with use, written at most once a minute', async () => {
    const person = await api.signUp();
    await age(person.sessionId, 'last_used_at', '2 minutes');
    await person.http.get('/v1/users/me');
    const idle = () =>
      api.sql<{ idle: number }>(
        'SELECT extract(epoch FROM now() - last_used_at)::float AS idle FROM sessions WHERE id = $1',
        [person.sessionId],
      );
    expect((await idle())[0].idle).toBeLessThan(60);
    await age(person.sessionId, 'last_used_at', '30 seconds');
    await person.http.get('/v1/users/me');
    expect((await idle())[0].idle).toBeGreaterThan(29);
  });
});
