import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliasesService } from '../../src/core/aliases/aliases.service.js';
import { createClient } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { ok } from '../support/people.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

async function tagTokens(username: string, client: object) {
  const request = { grant_type: 'password', ...client, username, password: PASSWORD };
  return ok(await api.http.post('/oauth/v2/token', request)).body as {
    access_token: string;
    refresh_token: string;
  };
}

async function clientOf() {
  const { client_id, client_secret } = await createClient(api, ['password', 'refresh_token']);
  return { client_id, client_secret };
}

describe('one account', () => {
  it('made through TAG is the same at every other door', async () => {
    const details = { firstName: 'Ada', lastName: 'Lovelace', phone: '0123456789' };
    const email = 'ada-of-tag@example.com';
    ok(await api.http.post('/user/new', { email, password: PASSWORD, ...details }));
    const tag = (await tagTokens(email, await clientOf())).access_token;
    const { accessToken, user } = ok(
      await api.http.post('/v1/sessions', { identifier: email, password: PASSWORD }),
    ).body;
    expect(user).toMatchObject({ email, ...details });
    const authorization = accessToken as string;
    const { body: byteNite } = await api.http.get('/v1/auth/user', { headers: { authorization } });
    expect(byteNite.user).toMatchObject({ id: user.id, email, displayName: 'Ada Lovelace' });
    const change = { firstName: 'Augusta', contactInfo: { phoneNumber: '999' } };
    ok(await api.http.patch('/v1/auth/user', change, { headers: { authorization } }));
    expect((await api.http.get('/user/me', { token: tag })).body).toEqual({
      ...details,
      firstName: 'Augusta',
      email,
      username: email,
    });
    expect((await api.http.as(authorization).get('/v1/users/me')).body).toMatchObject({
      firstName: 'Augusta',
      contactInfo: { phoneNumber: '999' },
    });
  });

  it('made under /v1 signs in at TAG, and its names there are what is missing elsewhere', async () => {
    const person = await api.signUp({ username: 'countess' });
    const { access_token } = await tagTokens(person.email, await clientOf());
    expect((await api.http.get('/user/me', { token: access_token })).body).toEqual({
      firstName: null,
      lastName: null,
      email: person.email,
      phone: null,
      username: person.email,
    });
    const { body } = await person.http.get('/v1/auth/user');
    expect(body.user).toMatchObject({ displayName: 'countess', firstName: '', photoUrl: '' });
  });
});

describe('a credential of one dialect', () => {
  it('opens that dialect only, while an access token of our own opens all', async () => {
    const person = await api.signUp();
    const tag = await tagTokens(person.email, await clientOf());
    const { key } = ok(await person.http.post('/v1/api-keys', { name: 'a key' })).body;
    const byteNite = ok(await api.http.post('/v1/auth/access_token', { apiKey: key })).body.token as string;
    const statuses = async (token: string) =>
      Promise.all(
        ['/user/me', '/v1/auth/user', '/v1/users/me'].map(
          async (path) => (await api.http.get(path, { token })).status,
        ),
      );
    expect(await statuses(tag.access_token)).toEqual([200, 401, 401]);
    expect(await statuses(byteNite)).toEqual([401, 200, 401]);
    expect(await statuses(person.accessToken)).toEqual([200, 200, 200]);
  });

  it('is renewed there only, by its own client only', async () => {
    const person = await api.signUp();
    const [client, other] = [await clientOf(), await clientOf()];
    const { refresh_token } = await tagTokens(person.email, client);
    const refresh = (path: string, body: object) => api.http.post(path, body);
    const grant = { grant_type: 'refresh_token', refresh_token };
    expect((await refresh('/v1/sessions/refresh', { refreshToken: refresh_token })).status).toBe(401);
    expect((await refresh('/oauth/token', { ...grant, ...client })).status).toBe(400);
    expect((await refresh('/oauth/v2/token', { ...grant, ...other })).status).toBe(400);
    const own = { grant_type: 'refresh_token', refresh_token: person.refreshToken };
    expect((await refresh('/oauth/v2/token', { ...own, ...client })).status).toBe(400);
    expect((await refresh('/oauth/v2/token', { ...grant, ...client })).status).toBe(200);
  });

  it('of a key is over with the key, and knows which of its secrets it was made with', async () => {
    const person = await api.signUp();
    const { id, key } = ok(await person.http.post('/v1/api-keys', { name: 'a key' })).body;
    const token = ok(await api.http.post('/v1/auth/access_token', { apiKey: key })).body.token as string;
    const status = async () => (await api.http.get('/v1/auth/user', { token })).status;
    expect(await status()).toBe(200);
    ok(await person.http.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 0 }));
    expect(await status()).toBe(401);
    const again = ok(await person.http.post('/v1/api-keys', { name: 'another' })).body;
    const second = ok(await api.http.post('/v1/auth/access_token', { apiKey: again.key })).body.token;
    ok(await person.http.post(`/v1/auth/api_keys/${again.id}/revoke`, {}));
    expect((await api.http.get('/v1/auth/user', { token: second })).status).toBe(401);
  });

  it('of a key goes on while the secret before it does, and is over when the key expires', async () => {
    const person = await api.signUp();
    const { id, key } = ok(await person.http.post('/v1/api-keys', { name: 'a key' })).body;
    const token = ok(await api.http.post('/v1/auth/access_token', { apiKey: key })).body.token as string;
    ok(await person.http.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 60 }));
    expect((await api.http.get('/v1/auth/user', { token })).status).toBe(200);
    await api.sql('UPDATE api_keys SET expires_at = now() WHERE id = $1', [id]);
    expect((await api.http.get('/v1/auth/user', { token })).status).toBe(401);
  });

  it('is told when its time was up', async () => {
    const person = await api.signUp();
    const { access_token: token } = await tagTokens(person.email, await clientOf());
    expect((await api.http.get('/user/me', { token })).status).toBe(200);
    await api.sql('UPDATE opaque_tokens SET expires_at = now() WHERE user_id = $1', [person.id]);
    const { status, body } = await api.http.get('/user/me', { token });
    expect([status, body.error_description]).toEqual([401, 'The access token provided has expired.']);
  });

  it('is over when the password is changed with another one of the same sign-in', async () => {
    const person = await api.signUp();
    const client = await clientOf();
    const { access_token: token, refresh_token } = await tagTokens(person.email, client);
    const request = { grant_type: 'refresh_token', refresh_token, ...client };
    const { access_token: other } = ok(await api.http.post('/oauth/v2/token', request)).body;
    const statuses = async () =>
      Promise.all(
        [token, other].map(async (one: string) => (await api.http.get('/user/me', { token: one })).status),
      );
    expect(await statuses()).toEqual([200, 200]);
    const details = { email: person.email, password: 'another horse battery' };
    ok(await api.http.put('/user/me', details, { token }));
    expect(await statuses()).toEqual([200, 401]);
  });

  it('is over with its session and with its account, however often it was used before', async () => {
    const client = await clientOf();
    for (const end of [
      'UPDATE sessions SET ended_at = now() WHERE user_id = $1',
      'UPDATE users SET is_suspended = true WHERE id = $1',
      'UPDATE users SET deleted_at = now() WHERE id = $1',
    ]) {
      const person = await api.signUp();
      const { access_token: token } = await tagTokens(person.email, client);
      expect((await api.http.get('/user/me', { token })).status).toBe(200);
      await api.sql(end, [person.id]);
      expect((await api.http.get('/user/me', { token })).status, end).toBe(401);
    }
  });

  it('ends where its owner becomes an administrator and may not be there', async () => {
    const person = await api.signUp();
    const client = await clientOf();
    const { access_token: token, refresh_token } = await tagTokens(person.email, client);
    ok(await api.admin.post(`/v1/users/${person.id}/roles`, { roles: ['rol_Administrator001'] }));
    expect((await api.http.get('/user/me', { token })).status).toBe(401);
    const request = { grant_type: 'refresh_token', refresh_token, ...client };
    const { status, body } = await api.http.post('/oauth/v2/token', request);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  it('used twice ends the whole sign-in, once the ten seconds are over', async () => {
    const person = await api.signUp();
    const client = await clientOf();
    const first = await tagTokens(person.email, client);
    const renew = (refresh_token: string) =>
      api.http.post('/oauth/v2/token', { grant_type: 'refresh_token', refresh_token, ...client });
    const second = ok(await renew(first.refresh_token)).body;
    await api.sql("UPDATE sessions SET refreshed_at = now() - interval '11 seconds' WHERE user_id = $1", [
      person.id,
    ]);
    expect((await renew(first.refresh_token)).body.error).toBe('invalid_grant');
    expect((await renew(second.refresh_token)).body.error).toBe('invalid_grant');
    expect((await api.http.get('/user/me', { token: second.access_token })).status).toBe(401);
  });
});

describe('sign-up at TAG', () => {
  it('needs no token until there is a client that can get one, and is closed with the others', async () => {
    const fresh = await createTestApp();
    const closed = await createTestApp({ replicaOf: fresh, environment: { SIGN_UP: 'closed' } });
    try {
      const body = { email: 'first@example.com', password: PASSWORD };
      expect((await fresh.http.post('/user/new', body)).status).toBe(200);
      await createClient(fresh, ['client_credentials']);
      expect((await fresh.http.post('/user/new', { ...body, email: 'second@example.com' })).status).toBe(401);
      const { status, body: answer } = await closed.http.post('/user/new', body);
      expect([status, answer.error]).toEqual([403, 'access_denied']);
    } finally {
      await closed.close();
      await fresh.close();
    }
  });
});

describe('aliases', () => {
  it('are made once, also when twenty ask at the same time, and are forgotten with the account', async () => {
    const person = await api.signUp();
    const aliases = api.app.get(AliasesService, { strict: false });
    let made = 0;
    const derive = () => `test|${person.id}-${(made += 1)}`;
    const given = await Promise.all(
      Array.from({ length: 20 }, () => aliases.ensure('test', person.id, derive)),
    );
    expect(new Set(given).size).toBe(1);
    expect(await aliases.findSubject('test', given[0])).toBe(person.id);
    ok(await api.admin.delete(`/v1/users/${person.id}`));
    expect(await aliases.findSubject('test', given[0])).toBeNull();
  });

  it('are derived again when somebody else has the same already', async () => {
    const [one, other] = [await api.signUp(), await api.signUp()];
    const aliases = api.app.get(AliasesService, { strict: false });
    expect(await aliases.ensure('test', one.id, () => 'test|taken')).toBe('test|taken');
    const candidates = ['test|taken', 'test|free'];
    expect(await aliases.ensure('test', other.id, () => candidates.shift()!)).toBe('test|free');
  });
});

describe('a dialect that is switched off', () => {
  it('leaves its paths to the mount around them', async () => {
    const other = await createTestApp({ environment: { COMPAT: 'tag' } });
    try {
      const { status, headers, body } = await other.http.get('/v1/auth/user');
      expect([status, headers.get('content-type'), body.code]).toEqual([
        404,
        'application/problem+json',
        'request.not_found',
      ]);
      expect((await other.http.get('/user/me')).status).toBe(401);
      expect((await other.http.get('/docs/bytenite')).status).toBe(404);
      expect((await other.http.get('/docs/tag')).status).toBe(200);
    } finally {
      await other.close();
    }
  });
});
