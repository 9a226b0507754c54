import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../../src/core/identities/password-hasher.js';
import { ADMIN, createTestApp, PASSWORD, type TestApp } from '../../support/create-test-app.js';
import { ok, uniqueName } from '../../support/people.js';

const ME = '/api/v1/users/me';
const basic = (user: string, password: string) => ({
  headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
});

let api: TestApp;
let replica: TestApp;

beforeAll(async () => {
  api = await createTestApp({ environment: { RATE_LIMITS: 'on' } });
  replica = await createTestApp({ replicaOf: api, environment: { RATE_LIMITS: 'on' } });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});

/** A user with a name and a password; every test has its own, so that no counter is shared. */
async function someone(): Promise<{ id: string; username: string }> {
  const username = uniqueName('basic');
  const { body } = ok(await api.admin.post('/v1/users', { username, password: PASSWORD }));
  return { id: body.id as string, username };
}

const verifications = (app: TestApp) => app.app.get(PasswordHasher).counts.verifications;
const auditOf = (id: string) =>
  api.sql<{ outcome: string; reason: string | null }>(
    "SELECT outcome, reason FROM audit_events WHERE event = 'password.accepted' AND subject_id = $1 ORDER BY at, id",
    [id],
  );
/** The requests of a test run come from one network; what was counted for it is not what these tests are about. */
const forgetNetwork = () => api.sql("DELETE FROM throttle_counters WHERE key LIKE 'sign-in:network:%'");

describe('a user name and password', () => {
  it('are verified once, however many requests follow', async () => {
    const { id, username } = await someone();
    const before = verifications(api);
    for (let request = 0; request < 5; request += 1) {
      const answer = await api.http.get(ME, basic(username, PASSWORD));
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ username, permissions: [] });
    }
    expect(verifications(api) - before).toBe(1);
    expect(await auditOf(id)).toEqual([{ outcome: 'success', reason: null }]);
  });

  it('are verified once by requests that come at the same time', async () => {
    const { id, username } = await someone();
    const before = verifications(api);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.http.get(ME, basic(username, PASSWORD))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(verifications(api) - before).toBe(1);
    expect(await auditOf(id)).toHaveLength(1);
  });

  it('open by e-mail address as well, and with a colon in the password', async () => {
    const email = `${uniqueName('colon')}@example.com`;
    ok(await api.admin.post('/v1/users', { email, password: 'correct:horse:battery' }));
    const answer = await api.http.get(ME, basic(email, 'correct:horse:battery'));
    expect(answer.body).toEqual({ username: email, permissions: [] });
  });

  it.each([
    [
      'a changed password',
      (id: string) => api.admin.put(`/v1/users/${id}/password`, { newPassword: 'another long password' }),
    ],
    ['a suspension', (id: string) => api.admin.post(`/v1/users/${id}/suspension`, { reason: 'test' })],
    ['a deletion', (id: string) => api.admin.delete(`/v1/users/${id}`)],
  ])('are refused by every replica at once after %s', async (_what, revoke) => {
    await forgetNetwork();
    const { id, username } = await someone();
    for (const { http } of [api, replica]) {
      expect((await http.get(ME, basic(username, PASSWORD))).status).toBe(200);
    }
    expect((await revoke(id)).status).toBeLessThan(300);
    for (const { http } of [replica, api]) {
      expect((await http.get(ME, basic(username, PASSWORD))).status).toBe(401);
    }
  });

  it('are good again when a suspension ends, and have the roles of now', async () => {
    const { id, username } = await someone();
    ok(await api.http.get(ME, basic(username, PASSWORD)));
    ok(await api.admin.post(`/v1/users/${id}/suspension`, { reason: 'test' }));
    ok(await api.admin.delete(`/v1/users/${id}/suspension`));
    expect((await api.http.get('/api/v1/users', basic(username, PASSWORD))).status).toBe(403);
    ok(await api.admin.post(`/v1/users/${id}/roles`, { roles: ['rol_Administrator001'] }));
    expect((await api.http.get('/api/v1/users', basic(username, PASSWORD))).status).toBe(200);
  });

  it('that were changed to the same again are verified anew', async () => {
    const { id, username } = await someone();
    ok(await api.http.get(ME, basic(username, PASSWORD)));
    ok(await api.admin.put(`/v1/users/${id}/password`, { newPassword: PASSWORD }));
    const before = verifications(api);
    ok(await api.http.get(ME, basic(username, PASSWORD)));
    expect(verifications(api) - before).toBe(1);
  });

  it('count as attempts only when they are verified; wrong ones lock out like those of a sign-in', async () => {
    await forgetNetwork();
    const { id, username } = await someone();
    ok(await api.http.get(ME, basic(username, PASSWORD)));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await api.http.get(ME, basic(username, `wrong ${attempt}`))).status).toBe(401);
      const body = { identifier: username, password: `also wrong ${attempt}` };
      expect((await api.http.post('/v1/sessions', body)).status).toBe(401);
    }
    const refused = await api.http.get(ME, basic(username, 'wrong once more'));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Object.keys(refused.body as object)).toEqual(['error']);
    // Who is in stays in.
    expect((await api.http.get(ME, basic(username, PASSWORD))).status).toBe(200);
    const outcomes = (await auditOf(id)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['success', ...Array.from({ length: 5 }, () => 'failure')]);
  });

  it.each([
    ['an unknown user', () => Promise.resolve('nobody-at-all')],
    ['a wrong password', async () => (await someone()).username],
    [
      'an account without a password',
      async () => {
        const username = uniqueName('no-password');
        ok(await api.admin.post('/v1/users', { username }));
        return username;
      },
    ],
    ['the id of an account', async () => (await someone()).id],
  ])('of %s cost a verification and are refused alike', async (_what, name) => {
    await forgetNetwork();
    const user = await name();
    const before = verifications(api);
    const answer = await api.http.get(ME, basic(user, 'not the password'));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic, ApiKey, Bearer');
    expect(answer.body).toEqual({ error: 'Unauthorized' });
    expect(verifications(api) - before).toBe(1);
  });

  it('of an administrator change passwords, since they come with the request', async () => {
    await forgetNetwork();
    const { username } = await someone();
    const path = `/api/v1/users/${username}/password`;
    const changed = await api.http.put(
      path,
      { new_password: 'newS3cr3tP@sswOrd' },
      basic(ADMIN.username, ADMIN.password),
    );
    expect(changed.status).toBe(200);
    expect((await api.http.get(ME, basic(username, 'newS3cr3tP@sswOrd'))).status).toBe(200);
  });

  it.each(['Basic', 'Basic !!!', 'Basic bm9jb2xvbg==', 'Basic Og==', 'Basic YTo=', 'basic', 'Digest a'])(
    'that are malformed (%s) are refused',
    async (authorization) => {
      await forgetNetwork();
      expect((await api.http.get(ME, { headers: { authorization } })).status).toBe(401);
    },
  );

  it('open nothing but this API', async () => {
    const { username } = await someone();
    expect((await api.http.get('/v1/users/me', basic(username, PASSWORD))).status).toBe(401);
    expect((await api.http.get('/api/v1/user/me', basic(username, PASSWORD))).status).toBe(401);
  });
});

describe('an API key', () => {
  const encode = (key: string) => Buffer.from(key.replace(/^lk_([a-z0-9]{12})_/, '$1:')).toString('base64');

  it('made at /v1 opens this API, spelled as it spells them', async () => {
    const { body } = ok(await api.admin.post('/v1/api-keys', { name: 'everything' }));
    const key = body.key as string;
    const urlSafe = Buffer.from(encode(key), 'base64').toString('base64url');
    const headers = [`ApiKey ${encode(key)}`, `Bearer ${encode(key)}`, `apikey ${urlSafe}`, `ApiKey ${key}`];
    for (const authorization of headers) {
      const answer = await api.http.get(ME, { headers: { authorization } });
      expect(answer.body.username, authorization).toBe('admin');
    }
    expect((await api.http.get(ME, { headers: { 'x-api-key': key } })).status).toBe(401);
    ok(await api.admin.delete(`/v1/api-keys/${body.id}`));
    expect((await api.http.get(ME, { headers: { authorization: `ApiKey ${encode(key)}` } })).status).toBe(
      401,
    );
  });

  it.each([
    'ApiKey',
    'ApiKey !!',
    'ApiKey bm9jb2xvbg==',
    'Bearer Og==',
    'ApiKey YWFhYWFhYWFhYWFhOmI=',
    'Token a',
  ])('that is malformed (%s) is refused', async (authorization) => {
    const answer = await api.http.get(ME, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized' });
  });

  it('with an access token beside it: that works as well', async () => {
    expect((await api.admin.get(ME)).body.username).toBe('admin');
  });
});
