import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

const environment = { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' };

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp({ environment });
  replica = await createTestApp({ environment, replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
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

describe('sign-in', () => {
  it('locks a name for one network after ten failures, on every replica, with Retry-After and RateLimit', async () => {
    const network = newNetwork();
    const { email, id } = await personFrom(network);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = await signIn(attempt % 2 === 0 ? api : replica, email, 'wrong one', network);
      expect(answer.status).toBe(401);
    }
    const locked = await signIn(replica, email, PASSWORD, network);
    expect([locked.status, locked.body.code]).toEqual([429, 'throttling.too_many_attempts']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(25);
    expect(locked.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=900');
    expect(locked.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
    expect((await signIn(api, email, PASSWORD, network)).status).toBe(429);
    // Somebody at another address is not locked out by it.
    expect((await signIn(api, email, PASSWORD, newNetwork())).status).toBe(201);
    const events = await api.sql(
      "SELECT subject_id, outcome FROM audit_events WHERE event = 'sign_in.locked_out' AND subject_id = $1",
      [id],
    );
    expect(events.length).toBeGreaterThanOrEqual(1);
    expect(events.length).toBeLessThanOrEqual(2);
  });

  it('locks a name that nobody has just the same', async () => {
    const network = newNetwork();
    const email = 'nobody-at-all@example.com';
    const answers = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      answers.push(await signIn(api, email, 'wrong one', network));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429]);
    expect(answers[10]?.body.detail).toBe('Too many attempts. Wait before you try again.');
  });

  it('doubles the wait with every further block', async () => {
    const network = newNetwork();
    const { email } = await personFrom(network);
    const waits: number[] = [];
    for (let block = 0; block < 3; block += 1) {
      let answer = await signIn(api, email, 'wrong one', network);
      while (answer.status === 401) {
        answer = await signIn(api, email, 'wrong one', network);
      }
      waits.push(Number(answer.headers.get('retry-after')));
      await api.sql(
        "UPDATE throttle_counters SET blocked_until = now() WHERE blocked_until IS NOT NULL AND key LIKE 'sign-in:subject:%'",
      );
    }
    expect(waits).toEqual([30, 60, 120]);
  });

  it('lets one network try sixty times in five minutes', async () => {
    const network = newNetwork();
    const answers = [];
    for (let attempt = 0; attempt < 61; attempt += 1) {
      answers.push(await signIn(api, `name-${attempt}`, 'wrong one', network));
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(60).fill(401), 429]);
  });
});

it('lets one network sign up twenty times in an hour', async () => {
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
