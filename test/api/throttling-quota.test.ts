import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';

let smtp: SmtpSink;
let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  smtp = await startSmtpSink();
  const environment = { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1', SMTP_URL: smtp.url };
  api = await createTestApp({ environment });
  replica = await createTestApp({ environment, replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
  await smtp.close();
});

let networks = 0;
/** A network that nobody else comes from. */
function newNetwork() {
  networks += 1;
  return { headers: { 'x-forwarded-for': `198.51.100.${networks}` } };
}

async function personFrom(network: { headers: Record<string, string> }) {
  const email = `throttled-${networks}-${Date.now()}@example.com`;
  const answer = await api.http.post('/v1/sign-up', { email, password: PASSWORD }, network);
  return { email, id: answer.body.user.id as string, http: api.http.as(answer.body.accessToken as string) };
}

const signIn = (app: TestApp, identifier: string, password: string, network: ReturnType<typeof newNetwork>) =>
  app.http.post('/v1/sessions', { identifier, password }, network);

describe('a name that is locked', () => {
  it('is told its limit, and each replica writes that down once, not for every attempt', async () => {
    const network = newNetwork();
    const { email, id } = await personFrom(network);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await signIn(attempt % 2 === 0 ? api : replica, email, 'wrong one', network);
    }
    for (const app of [api, replica, api, replica]) {
      const locked = await signIn(app, email, PASSWORD, network);
      expect([locked.status, locked.body.detail]).toEqual([
        429,
        'Too many attempts. Wait before you try again.',
      ]);
      expect(locked.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=900');
      expect(locked.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
    }
    const events = await api.sql(
      "SELECT 1 FROM audit_events WHERE event = 'sign_in.locked_out' AND subject_id = $1",
      [id],
    );
    expect(events).toHaveLength(2);
  });

  it('after a hundred failures is free again with a new password, and what is open stays open', async () => {
    const { email, id, http } = await personFrom(newNetwork());
    await signIn(api, email, 'wrong one', newNetwork());
    await api.sql(
      `UPDATE throttle_counters SET hits = 99 WHERE key IN (
         SELECT substring(key FROM '^sign-in:subject:[^:]+') FROM throttle_counters
          WHERE key LIKE 'sign-in:subject:%' ORDER BY window_ends_at DESC)
        AND hits = 1 AND key NOT LIKE '%/32'`,
    );
    expect((await signIn(api, email, 'wrong one', newNetwork())).status).toBe(401);
    expect((await signIn(replica, email, PASSWORD, newNetwork())).status).toBe(429);
    expect((await http.get('/v1/users/me')).body.id).toBe(id);
    await api.http.post('/v1/password-resets', { email }, newNetwork());
    const { token } = await smtp.waitFor(email, 'Set a new password');
    const newPassword = 'staple correct battery';
    expect((await api.http.post(`/v1/password-resets/${token}`, { newPassword })).status).toBe(204);
    expect((await signIn(api, email, newPassword, newNetwork())).status).toBe(201);
  });
});

describe('links by mail', () => {
  it('are sent three times an hour to one address, and asking more is answered alike', async () => {
    const { email } = await personFrom(newNetwork());
    const answers = [];
    for (let request = 0; request < 5; request += 1) {
      answers.push(await api.http.post('/v1/password-resets', { email }, newNetwork()));
    }
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [202, '']));
    await smtp.waitFor(email, 'Set a new password', 3);
    await expect.poll(() => api.sql('SELECT 1 FROM queued_mails')).toEqual([]);
    expect(smtp.of(email).filter(({ subject }) => subject === 'Set a new password')).toHaveLength(3);
  });

  it('are asked for twenty times an hour from one network, then refused', async () => {
    const network = newNetwork();
    const statuses: number[] = [];
    for (let request = 0; request < 21; request += 1) {
      const email = `nobody-${request}@example.com`;
      statuses.push((await api.http.post('/v1/password-resets', { email }, network)).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(202), 429]);
  });
});

it('counts sign-ups that are malformed, too', async () => {
  const network = newNetwork();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 21; attempt += 1) {
    const body = { email: 'malformed', password: PASSWORD };
    statuses.push((await api.http.post('/v1/sign-up', body, network)).status);
  }
  expect(statuses).toEqual([...Array<number>(20).fill(400), 429]);
});

describe('a signed-in caller', () => {
  it('has 600 requests a minute, is told what is left, and can always sign out', async () => {
    const network = newNetwork();
    const { http } = await personFrom(network);
    const first = await http.get('/v1/users/me');
    expect(first.headers.get('ratelimit-policy')).toBe('"requests";q=600;w=60');
    expect(first.headers.get('ratelimit')).toBe('"requests";r=599;t=60');
    for (let batch = 0; batch < 60; batch += 1) {
      await Promise.all(Array.from({ length: 10 }, () => http.get('/v1/users/me')));
    }
    const refused = await http.get('/v1/users/me');
    expect([refused.status, refused.body.code]).toEqual([429, 'throttling.too_many_requests']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"requests";r=0;t=\d+$/);
    expect((await http.delete('/v1/sessions/current')).status).toBe(204);
  });

  it('does not use up what others have', async () => {
    const { http } = await personFrom(newNetwork());
    expect((await http.get('/v1/users/me')).headers.get('ratelimit')).toBe('"requests";r=599;t=60');
  });
});

it('shows operators what was refused', async () => {
  const text = (await api.http.get('/metrics')).body as string;
  expect(text).toMatch(/latchkey_throttle_refusals_total\{policy="sign-in"\} [1-9]/);
  expect(text).toMatch(/latchkey_throttle_refusals_total\{policy="sign-up"\} [1-9]/);
  expect(text).toMatch(/latchkey_throttle_refusals_total\{policy="requests"\} [1-9]/);
});

it('counts nothing when limits are off', async () => {
  const off = await createTestApp();
  const { http } = await off.signUp();
  expect((await http.get('/v1/users/me')).headers.get('ratelimit')).toBeNull();
  await off.close();
});
