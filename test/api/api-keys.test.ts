import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type Person, type TestApp } from '../support/create-test-app.js';

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

const KEY = /^lk_[a-z0-9]{12}_[A-Za-z0-9_-]{49}$/;

async function keyOf(person: Pick<Person, 'http'>, members: Record<string, unknown> = {}) {
  const answer = await person.http.post('/v1/api-keys', { name: 'a key', ...members });
  expect(answer.status).toBe(201);
  return answer.body as { id: string; key: string; prefix: string };
}

function form(members: Record<string, string>) {
  return {
    body: new URLSearchParams(members).toString(),
    options: { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  };
}

async function exchange(members: Record<string, string>) {
  const { body, options } = form({ grant_type: 'client_credentials', ...members });
  return api.http.send('POST', '/oauth/token', body, options);
}

describe('making a key', () => {
  it('answers the key once, with a prefix, a checksum and an expiry of one year', async () => {
    const ada = await api.signUp();
    const answer = await ada.http.post('/v1/api-keys', { name: 'Nightly export' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/api-keys/${answer.body.id}`);
    expect(answer.body.key).toMatch(KEY);
    expect(answer.body).toMatchObject({ name: 'Nightly export', permissions: null, lastUsedAt: null });
    expect(answer.body.key.startsWith(`lk_${answer.body.prefix}_`)).toBe(true);
    const days = (Date.parse(answer.body.expiresAt) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(365);
    const read = await ada.http.get(`/v1/api-keys/${answer.body.id}`);
    expect(read.status).toBe(200);
    expect(read.body.key).toBeUndefined();
    expect((await ada.http.get('/v1/api-keys')).body.data).toEqual([read.body]);
  });

  it('stores only a hash of it', async () => {
    const { key, id } = await keyOf(await api.signUp());
    const [row] = await api.sql<{ row: string }>(
      'SELECT row_to_json(k)::text AS row FROM api_keys k WHERE id = $1',
      [id],
    );
    expect(row?.row).not.toContain(key.slice(16));
  });

  it('refuses permissions that the owner lacks', async () => {
    const ada = await api.signUp();
    const answer = await ada.http.post('/v1/api-keys', { name: 'x', permissions: ['read:users'] });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('authorization.beyond_own_permissions');
    expect((await ada.http.get('/v1/api-keys')).body.data).toEqual([]);
  });

  it.each([
    ['no name', {}],
    ['an empty name', { name: '' }],
    ['an expiry in the past', { name: 'x', expiresAt: '2020-01-01T00:00:00.000Z' }],
    ['permissions that are none', { name: 'x', permissions: ['everything'] }],
    ['a member that is not known', { name: 'x', userId: 'me' }],
  ])('refuses %s', async (_what, body) => {
    const ada = await api.signUp();
    expect((await ada.http.post('/v1/api-keys', body)).status).toBe(400);
  });

  it('stops at a hundred, however many are asked for at once', async () => {
    const ada = await api.signUp();
    await api.sql(
      `INSERT INTO api_keys (id, user_id, name, prefix, secret_hash, expires_at)
       SELECT gen_random_uuid(), $1, 'one of many', left(md5(random()::text), 12),
              sha256(random()::text::bytea), now() + interval '1 day'
         FROM generate_series(1, 95)`,
      [ada.id],
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? api : replica).http.post(
          '/v1/api-keys',
          { name: 'x' },
          { token: ada.accessToken },
        ),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(201),
      ...Array(15).fill(409),
    ]);
  });

  it('needs a signed-in caller', async () => {
    expect((await api.http.post('/v1/api-keys', { name: 'x' })).status).toBe(401);
  });
});

describe('using a key', () => {
  it('works as Bearer and as X-Api-Key, for whoever owns it', async () => {
    const ada = await api.signUp();
    const { key } = await keyOf(ada);
    expect((await api.http.get('/v1/users/me', { token: key })).body.id).toBe(ada.id);
    const byHeader = await replica.http.get('/v1/users/me', { headers: { 'x-api-key': key } });
    expect(byHeader.body.id).toBe(ada.id);
  });

  it('refuses keys that are wrong, mistyped or malformed with a challenge', async () => {
    const { key, prefix } = await keyOf(await api.signUp());
    const other = (await keyOf(await api.signUp())).key;
    const bad = [
      key.slice(0, -1),
      `${key}x`,
      key.toUpperCase(),
      other.replace(/^lk_[a-z0-9]+/, `lk_${prefix}`),
      'lk_',
    ];
    for (const token of bad) {
      const answer = await api.http.get('/v1/users/me', { token });
      expect(answer.status, token).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect((await api.http.get('/v1/users/me', { headers: { 'x-api-key': token } })).status).toBe(401);
    }
  });

  it('holds only what it was given, and own rows need read:self or update:self', async () => {
    const ada = await api.signUp();
    const nothing = api.http.as((await keyOf(ada, { permissions: [] })).key);
    const reads = api.http.as((await keyOf(ada, { permissions: ['read:self'] })).key);
    const writes = api.http.as((await keyOf(ada, { permissions: ['update:self'] })).key);
    const refused = await nothing.get('/v1/users/me');
    expect([refused.status, refused.body.permission]).toEqual([403, 'read:self']);
    expect((await reads.get('/v1/users/me')).status).toBe(200);
    expect((await reads.get('/v1/sessions')).status).toBe(200);
    const write = await reads.patch('/v1/users/me', { displayName: 'Ada' });
    expect([write.status, write.body.permission]).toEqual([403, 'update:self']);
    expect((await writes.patch('/v1/users/me', { displayName: 'Ada' })).status).toBe(200);
    expect((await writes.get('/v1/users/me')).status).toBe(403);
  });

  it('loses a permission together with its owner, on every replica at the next request', async () => {
    const ada = await api.signUp();
    await api.admin.post(`/v1/users/${ada.id}/roles`, { roles: ['rol_Administrator001'] });
    const { key } = await keyOf(ada, { permissions: ['read:users'] });
    expect((await replica.http.get('/v1/users', { token: key })).status).toBe(200);
    expect((await api.http.get('/v1/users/me', { token: key })).status).toBe(200);
    expect((await api.admin.delete(`/v1/users/${ada.id}/roles/rol_Administrator001`)).status).toBe(204);
    const refused = await replica.http.get('/v1/users', { token: key });
    expect([refused.status, refused.body.permission]).toEqual([403, 'read:users']);
  });

  it('stops when it expires, is revoked, or its owner is suspended', async () => {
    const ada = await api.signUp();
    const short = await keyOf(ada, { expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await api.sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [short.id]);
    expect((await api.http.get('/v1/users/me', { token: short.key })).status).toBe(401);
    const revoked = await keyOf(ada);
    expect((await ada.http.delete(`/v1/api-keys/${revoked.id}`)).status).toBe(204);
    expect((await replica.http.get('/v1/users/me', { token: revoked.key })).status).toBe(401);
    expect((await ada.http.delete(`/v1/api-keys/${revoked.id}`)).status).toBe(404);
    const suspended = await keyOf(ada);
    await api.admin.post(`/v1/users/${ada.id}/suspension`, { reason: 'a test' });
    expect((await replica.http.get('/v1/users/me', { token: suspended.key })).status).toBe(401);
  });

  it('dies with the account', async () => {
    const ada = await api.signUp();
    const { key } = await keyOf(ada);
    expect((await ada.http.delete('/v1/users/me')).status).toBe(204);
    expect((await replica.http.get('/v1/users/me', { token: key })).status).toBe(401);
  });

  it('writes down its last use, at most once a minute', async () => {
    const ada = await api.signUp();
    const { key, id } = await keyOf(ada);
    await api.http.get('/v1/users/me', { token: key });
    const first = (await ada.http.get(`/v1/api-keys/${id}`)).body.lastUsedAt;
    expect(Date.now() - Date.parse(first)).toBeLessThan(10_000);
    await api.http.get('/v1/users/me', { token: key });
    expect((await ada.http.get(`/v1/api-keys/${id}`)).body.lastUsedAt).toBe(first);
  });

  it('never makes or rotates keys and never changes credentials', async () => {
    const ada = await api.signUp();
    await api.admin.post(`/v1/users/${ada.id}/roles`, { roles: ['rol_Administrator001'] });
    const { key, id } = await keyOf(ada);
    const http = api.http.as(key);
    const answers = [
      await http.post('/v1/api-keys', { name: 'x' }),
      await http.post(`/v1/api-keys/${id}/rotate`, {}),
      await http.put('/v1/users/me/password', { currentPassword: PASSWORD, newPassword: 'another good one' }),
      await http.patch('/v1/users/me', { email: 'mallory@example.com' }),
      await http.patch('/v1/users/me', { emailVerified: true }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [403, 'authorization.api_key_refused']),
    );
  });
});

describe('somebody else’s key', () => {
  it('is not there', async () => {
    const { id } = await keyOf(await api.signUp());
    const eve = await api.signUp();
    for (const target of [id, '00000000-0000-7000-8000-000000000000', 'nonsense']) {
      expect((await eve.http.get(`/v1/api-keys/${target}`)).status).toBe(404);
      expect((await eve.http.delete(`/v1/api-keys/${target}`)).status).toBe(404);
      expect((await eve.http.post(`/v1/api-keys/${target}/rotate`, {})).status).toBe(404);
    }
  });
});

describe('rotation', () => {
  it('gives a new secret and lets the old one work on for the overlap', async () => {
    const ada = await api.signUp();
    const { key, id, prefix } = await keyOf(ada);
    const rotated = await ada.http.post(`/v1/api-keys/${id}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.body).toMatchObject({ id, prefix });
    expect(rotated.body.key).not.toBe(key);
    expect((await replica.http.get('/v1/users/me', { token: rotated.body.key })).status).toBe(200);
    expect((await replica.http.get('/v1/users/me', { token: key })).status).toBe(200);
    await api.sql("UPDATE api_keys SET previous_ends_at = now() - interval '1 second' WHERE id = $1", [id]);
    expect((await replica.http.get('/v1/users/me', { token: key })).status).toBe(401);
    expect((await api.http.get('/v1/users/me', { token: rotated.body.key })).status).toBe(200);
  });

  it('ends the old secret at once when asked to', async () => {
    const ada = await api.signUp();
    const { key, id } = await keyOf(ada);
    await ada.http.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 0 });
    expect((await api.http.get('/v1/users/me', { token: key })).status).toBe(401);
  });

  it('refuses an overlap of more than a day, and an expired key', async () => {
    const ada = await api.signUp();
    const { id } = await keyOf(ada);
    expect((await ada.http.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 86_401 })).status).toBe(400);
    await api.sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
    const expired = await ada.http.post(`/v1/api-keys/${id}/rotate`, {});
    expect([expired.status, expired.body.code]).toEqual([409, 'api_keys.expired']);
  });
});

describe('client_credentials', () => {
  it('gives a token of the owner that may do what the key may, without a refresh token', async () => {
    const ada = await api.signUp();
    const { key, prefix } = await keyOf(ada, { permissions: ['read:self'] });
    const answer = await exchange({ client_id: prefix, client_secret: key });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    expect(answer.body.refresh_token).toBeUndefined();
    const claims = JSON.parse(Buffer.from(answer.body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({ sub: ada.id, client_id: prefix, permissions: ['read:self'] });
    const token = replica.http.as(answer.body.access_token);
    expect((await token.get('/v1/users/me')).body.id).toBe(ada.id);
    expect((await token.get('/v1/users/me')).status).toBe(200);
    expect((await token.patch('/v1/users/me', { displayName: 'x' })).status).toBe(403);
    const refused = await token.post('/v1/api-keys', { name: 'x' });
    expect(refused.body.code).toBe('authorization.api_key_refused');
  });

  it('takes the key by Basic too', async () => {
    const { key, prefix } = await keyOf(await api.signUp());
    const basic = Buffer.from(`${prefix}:${key}`).toString('base64');
    const { body } = form({ grant_type: 'client_credentials' });
    const answer = await api.http.send('POST', '/oauth/token', body, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${basic}` },
    });
    expect(answer.status).toBe(200);
  });

  it('ends with the key: revoked, or rotated past its overlap', async () => {
    const ada = await api.signUp();
    const { key, prefix, id } = await keyOf(ada);
    const tokenOf = async (secret: string) =>
      (await exchange({ client_id: prefix, client_secret: secret })).body.access_token as string;
    const old = await tokenOf(key);
    const rotated = await ada.http.post(`/v1/api-keys/${id}/rotate`, { overlapSeconds: 60 });
    expect((await api.http.get('/v1/users/me', { token: old })).status).toBe(200);
    await api.sql('UPDATE api_keys SET previous_ends_at = now() WHERE id = $1', [id]);
    expect((await api.http.get('/v1/users/me', { token: old })).status).toBe(401);
    const fresh = await tokenOf(rotated.body.key);
    expect((await replica.http.get('/v1/users/me', { token: fresh })).status).toBe(200);
    await ada.http.delete(`/v1/api-keys/${id}`);
    expect((await replica.http.get('/v1/users/me', { token: fresh })).status).toBe(401);
  });

  it('never outlives the key', async () => {
    const ada = await api.signUp();
    const { key, prefix } = await keyOf(ada, { expiresAt: new Date(Date.now() + 100_000).toISOString() });
    const { body } = await exchange({ client_id: prefix, client_secret: key });
    expect(body.expires_in).toBeLessThanOrEqual(100);
  });

  it('refuses a wrong pair as invalid_client', async () => {
    const one = await keyOf(await api.signUp());
    const other = await keyOf(await api.signUp());
    const wrong: Record<string, string>[] = [
      { client_id: one.prefix, client_secret: other.key },
      { client_id: one.prefix, client_secret: 'nonsense' },
      { client_id: 'nobody', client_secret: one.key },
      // RFC 6749 2.3.1: a secret that is left out is an empty one.
      { client_id: one.prefix },
      { client_secret: one.key },
    ];
    for (const members of wrong) {
      const answer = await exchange(members);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    }
  });
});
