import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
let replica: TestApp;
const environment = { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1/32' };
beforeAll(async () => {
  api = await createTestApp({ environment });
  replica = await createTestApp({ environment, replicaOf: api });
});
afterAll(async () => {
  await replica.close();
  await api.close();
});
beforeEach(() => api.sql('DELETE FROM throttle_counters'));

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
const signIn = (identifier: string, password: string, address = '192.0.2.1', app = api) =>
  app.http.post('/v1/sessions', { identifier, password }, from(address));

async function failTimes(times: number, identifier: string, address?: string): Promise<void> {
  for (let attempt = 0; attempt < times; attempt += 1) {
    await signIn(identifier, 'not the password', address);
  }
}

const endWaits = () =>
  api.sql(
    "UPDATE throttle_counters SET blocked_until = now() - interval '1 second' WHERE blocked_until IS NOT NULL",
  );

describe('failed sign-ins', () => {
  it.each(['known', 'unknown'])(
    'lock a %s identifier for its network after ten, everywhere, and say for how long',
    async (kind) => {
      const person = await api.signUp();
      const identifier = kind === 'known' ? person.email : 'nobody@example.com';
      await failTimes(10, identifier);
      for (const app of [api, replica]) {
        const refused = await signIn(identifier, PASSWORD, '192.0.2.1', app);
        expect([refused.status, refused.body.code]).toEqual([429, 'throttling.too_many_attempts']);
        expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(25);
        expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
      }
    },
  );

  it('do not lock out other networks, live sessions, or other people', async () => {
    const [person, other] = [await api.signUp(), await api.signUp()];
    await failTimes(10, person.email);
    expect((await signIn(person.email, PASSWORD)).status).toBe(429);
    expect((await signIn(person.email, PASSWORD, '198.51.100.7')).status).toBe(201);
    expect((await person.http.get('/v1/users/me')).status).toBe(200);
    expect((await signIn(other.email, PASSWORD)).status).toBe(201);
  });

  it('count by account, whatever name of it is typed', async () => {
    const person = await api.signUp({ username: 'two-names' });
    await failTimes(5, person.email);
    await failTimes(5, 'Two-Names');
    expect((await signIn(person.email, PASSWORD)).status).toBe(429);
  });

  it('let one attempt through after each wait, and every wait is twice as long', async () => {
    const person = await api.signUp();
    await failTimes(9, person.email);
    const waits: number[] = [];
    for (let block = 0; block < 3; block += 1) {
      expect((await signIn(person.email, 'not the password')).status).toBe(401);
      const refused = await signIn(person.email, PASSWORD);
      expect(refused.status).toBe(429);
      waits.push(Number(refused.headers.get('retry-after')));
      await endWaits();
    }
    expect(waits).toEqual([30, 60, 120]);
    expect((await signIn(person.email, PASSWORD)).status).toBe(201);
  });

  it('are forgotten by a success', async () => {
    const person = await api.signUp();
    await failTimes(9, person.email);
    expect((await signIn(person.email, PASSWORD)).status).toBe(201);
    await failTimes(9, person.email);
    expect((await signIn(person.email, PASSWORD)).status).toBe(201);
  });

  it('are at most ten, however many come at once', async () => {
    const person = await api.signUp();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => signIn(person.email, 'not the password')),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('of a hundred in a row from many networks leave one attempt an hour, and a success ends that', async () => {
    const person = await api.signUp();
    for (let network = 0; network < 20; network += 1) {
      await failTimes(5, person.email, `203.0.113.${network}`);
    }
    const refused = await signIn(person.email, PASSWORD, '198.51.100.99');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
    await endWaits();
    expect((await signIn(person.email, PASSWORD, '198.51.100.99')).status).toBe(201);
    expect((await signIn(person.email, PASSWORD, '198.51.100.98')).status).toBe(201);
  }, 60_000);

  it('that were refused by one network do not count against the account', async () => {
    const person = await api.signUp();
    await failTimes(10, person.email);
    await Promise.all(Array.from({ length: 40 }, () => signIn(person.email, 'not the password')));
    const [counter] = await api.sql<{ hits: number }>(
      "SELECT max(hits) AS hits FROM throttle_counters WHERE key LIKE 'sign-in:subject:%' AND key NOT LIKE '%/32'",
    );
    expect(Number(counter.hits)).toBe(10);
  });

  it('count wrong current passwords too', async () => {
    const person = await api.signUp();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await person.http.put('/v1/users/me/password', {
        currentPassword: 'not the password',
        newPassword: 'a brand new one',
      });
    }
    const answer = await person.http.put('/v1/users/me/password', {
      currentPassword: PASSWORD,
      newPassword: 'a brand new one',
    });
    expect(answer.status).toBe(429);
  });

  it('through the token endpoint count in the same place', async () => {
    const person = await api.signUp();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await api.http.post(
        '/oauth/token',
        { grant_type: 'password', username: person.email, password: 'nope nope' },
        from('192.0.2.1'),
      );
    }
    expect((await signIn(person.email, PASSWORD)).status).toBe(429);
  });
});

describe('a network', () => {
  it('may try sixty sign-ins in five minutes, IPv6 by its /64', async () => {
    const answers = [];
    for (let attempt = 0; attempt < 62; attempt += 1) {
      answers.push(
        await signIn(
          `nobody-${attempt}@example.com`,
          PASSWORD,
          `2001:db8:1:2::${(attempt + 1).toString(16)}`,
        ),
      );
    }
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
    expect((await signIn('nobody@example.com', PASSWORD, '2001:db8:1:3::1')).status).toBe(401);
  }, 60_000);

  it('may sign up twenty times an hour', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 22; attempt += 1) {
      const body = { email: `many-${attempt}@example.com`, password: PASSWORD };
      statuses.push((await api.http.post('/v1/sign-up', body, from('192.0.2.50'))).status);
    }
    expect(statuses).toEqual([...Array(20).fill(201), 429, 429]);
  }, 60_000);
});
