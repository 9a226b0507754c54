import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { ok, signUpWith } from '../support/people.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

const form = (members: Record<string, string>) => new URLSearchParams(members).toString();
const AS_FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function post(
  path: string,
  members: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return api.http.post(path, form(members), { headers: { ...AS_FORM, ...headers } });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

describe('clients at the token endpoint', () => {
  const grant = { grant_type: 'client_credentials' };

  it.each([
    ['no client', grant, {}],
    ['an unknown client in the header', grant, basic('someone:secret')],
    ['an unknown client in the body', { ...grant, client_id: 'someone', client_secret: 'secret' }, {}],
    ['a client without its secret', { ...grant, client_id: 'someone' }, {}],
    ['a secret without its client', { ...grant, client_secret: 'secret' }, {}],
    ['a header that cannot be read', grant, { authorization: 'Basic ???' }],
    [
      'an unknown client with a password',
      { grant_type: 'password', username: 'x', password: 'y' },
      basic('a:b'),
    ],
  ])('are refused: %s', async (_what, members, headers) => {
    const answer = await post('/oauth/token', members, headers);
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="latchkey"');
  });

  it('use one way to prove themselves, not two', async () => {
    const answer = await post('/oauth/token', { ...grant, client_id: 'a', client_secret: 'b' }, basic('a:b'));
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_request']);
  });

  it('are not asked for when people sign in, and an empty header is no client', async () => {
    const { email } = await api.signUp();
    const members = { grant_type: 'password', username: email, password: PASSWORD };
    expect((await post('/oauth/token', members)).status).toBe(200);
    expect((await post('/oauth/token', members, basic(':'))).status).toBe(200);
  });

  it.each([
    ['no grant', {}, 'invalid_request'],
    ['an unknown grant', { grant_type: 'implicit' }, 'unsupported_grant_type'],
    ['a grant without its parameters', { grant_type: 'refresh_token' }, 'invalid_request'],
    ['a refresh token that is none', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant'],
  ])('get 400 for %s', async (_what, members, error) => {
    const answer = await post('/oauth/token', members);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });
});

describe('revoking a token', () => {
  it('ends the session, given the refresh token, whatever the hint says', async () => {
    for (const hint of [
      {} as Record<string, string>,
      { token_type_hint: 'access_token' },
      { token_type_hint: 'other' },
    ]) {
      const person = await api.signUp();
      const answer = await post('/oauth/revoke', { token: person.refreshToken, ...hint });
      expect([answer.status, answer.body]).toEqual([200, '']);
      expect((await person.http.get('/v1/users/me')).status).toBe(401);
      const refresh = await api.http.post('/v1/sessions/refresh', { refreshToken: person.refreshToken });
      expect(refresh.status).toBe(401);
    }
  });

  it('ends the session, given the access token, and no other', async () => {
    const person = await api.signUp();
    const other = ok(
      await api.http.post('/v1/sessions', { identifier: person.email, password: PASSWORD }),
    ).body;
    expect((await post('/oauth/revoke', { token: person.accessToken })).status).toBe(200);
    expect((await person.http.get('/v1/users/me')).status).toBe(401);
    expect((await api.http.as(other.accessToken as string).get('/v1/users/me')).status).toBe(200);
  });

  it('is no error when the token is not good, and is told once in the audit trail', async () => {
    const person = await api.signUp();
    for (const token of [person.refreshToken, person.refreshToken, person.accessToken, 'nonsense', 'lkr_x']) {
      expect((await post('/oauth/revoke', { token })).status).toBe(200);
    }
    const events = await api.sql(
      `SELECT 1 FROM audit_events WHERE session_id = $1 AND event = 'session.ended'`,
      [person.sessionId],
    );
    expect(events).toHaveLength(1);
  });

  it('needs a token, and refuses clients that are not known, who change nothing', async () => {
    const person = await api.signUp();
    const without = await post('/oauth/revoke', {});
    expect([without.status, without.body.error]).toEqual([400, 'invalid_request']);
    const unknown = await post('/oauth/revoke', { token: person.refreshToken }, basic('a:b'));
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
  });
});

describe('a token made with an API key', () => {
  const tokenOf = async (permissions: string[]) => {
    const person = await signUpWith(api, ['read:users']);
    const { id, key, prefix } = ok(await person.http.post('/v1/api-keys', { name: 'k', permissions })).body;
    const credentials = { client_id: prefix as string, client_secret: key as string };
    const { body } = ok(await post('/oauth/token', { grant_type: 'client_credentials', ...credentials }));
    return { person, id: id as string, prefix: prefix as string, token: body.access_token as string };
  };

  it('is told by introspection to its owner and to itself, until the key is revoked', async () => {
    const { person, id, prefix, token } = await tokenOf(['read:users', 'read:self']);
    const before = await api.sql('SELECT last_used_at FROM api_keys WHERE id = $1', [id]);
    const ask = async (as: string) => (await post('/oauth/introspect', { token }, bearer(as))).body;
    const { sub, sid, client_id, scope, ...rest } = await ask(person.accessToken);
    expect([rest.active, sub, sid, client_id, scope]).toEqual([
      true,
      person.id,
      undefined,
      prefix,
      'read:users',
    ]);
    expect(await api.sql('SELECT last_used_at FROM api_keys WHERE id = $1', [id])).toEqual(before);
    expect((await ask(token)).active).toBe(true);
    expect(await ask((await api.signUp()).accessToken)).toEqual({ active: false });
    ok(await person.http.delete(`/v1/api-keys/${id}`));
    expect(await ask(person.accessToken)).toEqual({ active: false });
  });

  it('cannot be revoked but by its key, and is not said to be', async () => {
    const { token } = await tokenOf(['read:self']);
    const answer = await post('/oauth/revoke', { token });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_token_type']);
    expect((await api.http.as(token).get('/v1/users/me')).status).toBe(200);
  });

  it('may ask, for which `read:self` is enough, and needs that', async () => {
    const checks = [{ permission: 'read:users' }];
    const may = await tokenOf(['read:self']);
    const check = await api.http.as(may.token).post('/v1/permissions/check', { checks });
    expect([check.status, check.body.data[0].allowed]).toEqual([200, false]);
    const mayNot = await tokenOf(['read:users', 'update:self']);
    const refused = await api.http.as(mayNot.token).post('/v1/permissions/check', { checks });
    expect([refused.status, refused.body.permission]).toEqual([403, 'read:self']);
    const { token } = mayNot;
    expect((await post('/oauth/introspect', { token }, bearer(token))).status).toBe(403);
  });
});

describe('introspecting a token', () => {
  const ask = async (token: string, as: string) =>
    (await post('/oauth/introspect', { token }, bearer(as))).body;

  it('tells what an own access token stands for now', async () => {
    const person = await signUpWith(api, ['read:users']);
    const claims = decodeJwt(person.accessToken);
    expect(claims.permissions).toEqual([]);
    expect(await ask(person.accessToken, person.accessToken)).toEqual({
      active: true,
      token_use: 'access',
      token_type: 'Bearer',
      sub: person.id,
      sid: person.sessionId,
      username: person.email,
      iss: 'https://accounts.example.com',
      aud: 'https://accounts.example.com',
      exp: claims.exp,
      iat: claims.iat,
      jti: claims.jti,
      scope: 'read:users',
      roles: [expect.stringMatching(/^role-/), 'user'],
    });
  });

  it('tells that a refresh token is good until it is used', async () => {
    const person = await api.signUp();
    expect(await ask(person.refreshToken, person.accessToken)).toEqual({
      active: true,
      token_use: 'refresh',
      sub: person.id,
      sid: person.sessionId,
      exp: expect.any(Number),
    });
    const next = ok(await api.http.post('/v1/sessions/refresh', { refreshToken: person.refreshToken })).body;
    expect(await ask(person.refreshToken, person.accessToken)).toEqual({ active: false });
    expect((await ask(next.refreshToken as string, person.accessToken)).active).toBe(true);
  });

  it('calls tokens of others inactive, except for callers with read:sessions', async () => {
    const [person, other] = [await api.signUp(), await api.signUp()];
    const reader = await signUpWith(api, ['read:sessions']);
    for (const token of [person.accessToken, person.refreshToken]) {
      expect(await ask(token, other.accessToken)).toEqual({ active: false });
      expect((await ask(token, reader.accessToken)).active).toBe(true);
    }
  });

  it.each([
    ['suspended', (id: string) => api.admin.post(`/v1/users/${id}/suspension`, { reason: 'x' })],
    ['deleted', (id: string) => api.admin.delete(`/v1/users/${id}`)],
    ['signed out', (id: string) => api.admin.delete(`/v1/users/${id}/sessions`)],
  ])('calls a token inactive once its owner is %s', async (_what, act) => {
    const reader = await signUpWith(api, ['read:sessions']);
    const person = await api.signUp();
    ok(await act(person.id));
    for (const token of [person.accessToken, person.refreshToken]) {
      expect(await ask(token, reader.accessToken)).toEqual({ active: false });
    }
  });

  it('does not keep a session alive', async () => {
    const reader = await signUpWith(api, ['read:sessions']);
    const person = await api.signUp();
    await api.sql(`UPDATE sessions SET last_used_at = now() - interval '1 day' WHERE id = $1`, [
      person.sessionId,
    ]);
    expect((await ask(person.accessToken, reader.accessToken)).active).toBe(true);
    const [row] = await api.sql<{ idle: boolean }>(
      `SELECT last_used_at < now() - interval '1 hour' AS idle FROM sessions WHERE id = $1`,
      [person.sessionId],
    );
    expect(row.idle).toBe(true);
  });

  it.each(['nonsense', 'a.b.c', 'lkr_nonsense', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(9000)])(
    'calls %s inactive',
    async (token) => {
      const { accessToken } = await api.signUp();
      expect(await ask(token, accessToken)).toEqual({ active: false });
    },
  );

  it('calls a token with a changed claim inactive', async () => {
    const person = await api.signUp();
    const [head, body, signature] = person.accessToken.split('.');
    const claims = { ...decodeJwt(person.accessToken), exp: 4_000_000_000 };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    expect(body).not.toBe(forged.split('.')[1]);
    expect(await ask(forged, person.accessToken)).toEqual({ active: false });
  });

  it('needs a signed-in caller and a token', async () => {
    const person = await api.signUp();
    const anonymous = await post('/oauth/introspect', { token: person.accessToken });
    expect([anonymous.status, anonymous.body.error]).toEqual([401, 'invalid_client']);
    expect(anonymous.headers.get('www-authenticate')).toBe('Basic realm="latchkey", Bearer realm="latchkey"');
    for (const headers of [basic('a:b'), bearer('nonsense')]) {
      const refused = await post('/oauth/introspect', { token: person.accessToken }, headers);
      expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
      expect(refused.headers.get('www-authenticate')).toMatch(
        /Bearer realm="latchkey", error="invalid_token"$/,
      );
    }
    const without = await post('/oauth/introspect', {}, bearer(person.accessToken));
    expect([without.status, without.body.error]).toEqual([400, 'invalid_request']);
  });
});

it('describes its endpoints where RFC 8414 says, and each of them answers', async () => {
  const { body, status } = await api.http.get('/.well-known/oauth-authorization-server');
  expect(status).toBe(200);
  expect(body.issuer).toBe('https://accounts.example.com');
  expect(body.response_types_supported).toEqual([]);
  expect(body.grant_types_supported).toEqual(['password', 'refresh_token', 'client_credentials']);
  for (const member of ['token_endpoint', 'revocation_endpoint', 'introspection_endpoint']) {
    const { pathname, origin } = new URL(body[member] as string);
    expect(origin).toBe(body.issuer);
    expect([400, 401]).toContain((await post(pathname, {})).status);
  }
  expect((await api.http.get(new URL(body.jwks_uri as string).pathname)).status).toBe(200);
  for (const grant of body.grant_types_supported as string[]) {
    expect((await post('/oauth/token', { grant_type: grant })).body.error).not.toBe('unsupported_grant_type');
  }
});
