import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, credit, expectSoundBooks, move } from '../support/money.js';

let api: TestApp;
let replica: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  replica = await createTestApp({ replicaOf: api });
});
afterAll(async () => {
  await expectSoundBooks(api);
  await replica.close();
  await api.close();
});

const people = (count: number): Promise<Person[]> =>
  Promise.all(Array.from({ length: count }, () => api.signUp()));
const either = (index: number): TestApp => (index % 2 === 0 ? api : replica);

async function deadlocks(): Promise<number> {
  await api.sql('SELECT pg_stat_force_next_flush()');
  const [row] = await api.sql<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row.deadlocks);
}

/**
 * Locks one account after the other for a moment until the work is done, so that whoever posts meanwhile has to wait when it
 * has locked some of its own and not all.
 */
async function whileAccountsAreHeldUp<T>(userIds: readonly string[], work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  for (let index = 0; !isDone; index += 1) {
    await api.sql(
      `SELECT pg_sleep(0.01) FROM (SELECT FROM ledger_accounts a JOIN wallets w ON w.id = a.wallet_id
                                    WHERE w.user_id = $1 AND a.purpose = 'available' LIMIT 1 FOR UPDATE OF a) AS held`,
      [userIds[index % userIds.length]],
    );
  }
  return done;
}

it('lets 100 of 200 debits at once through when there is enough for 100', async () => {
  const [ada] = await people(1);
  await credit(api, ada.id, 100);
  const body = { amount: '1', currency: 'CREDIT', reason: 'x' };
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      move(either(index).admin, `/v1/wallets/${ada.id}/debits`, body),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
  expect(answers.filter(({ body: { code } }) => code === 'wallet.insufficient_funds')).toHaveLength(100);
  expect(await balance(api, ada.id)).toEqual({ total: '0', available: '0', held: '0' });
});

it('has one effect of 50 repeats of one key on two processes', async () => {
  const [ada, bob] = (await people(2)) as [Person, Person];
  await credit(api, ada.id, 1000);
  const key = randomUUID();
  const cases: [string, object, Person['http']][] = [
    ['/v1/wallets/me/transfers', { amount: '10', currency: 'CREDIT', toUserId: bob.id }, ada.http],
    [`/v1/wallets/${ada.id}/holds`, { amount: '10', currency: 'CREDIT' }, api.admin],
  ];
  for (const [path, body, http] of cases) {
    const before = await api.sql('SELECT id FROM ledger_transactions');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        move(
          index % 2 === 0 ? http : Object.assign(Object.create(http), { url: replica.http.url }),
          path,
          body,
          key,
        ),
      ),
    );
    const after = await api.sql('SELECT id FROM ledger_transactions');
    expect(after.length - before.length).toBe(1);
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
    expect(made.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    const running = answers.filter(({ status }) => status === 409).map((answer) => answer.body.code);
    expect(new Set(running).size <= 1 && (running[0] ?? 'idempotency.in_progress')).toBe(
      'idempotency.in_progress',
    );
  }
  expect(await balance(api, ada.id)).toEqual({ total: '990', available: '980', held: '10' });
});

it('turns rings of transfers, both ways round, without a deadlock', async () => {
  const ring = await people(6);
  await Promise.all(ring.map(({ id }) => credit(api, id, 1000)));
  const before = await deadlocks();
  const turns = Array.from({ length: 300 }, (_, index) => {
    const from = ring[index % ring.length];
    const to = ring[(index + (index % 4 < 2 ? 1 : ring.length - 1)) % ring.length];
    const http = either(index).http.as(from.accessToken);
    return move(http, '/v1/wallets/me/transfers', { amount: '3', currency: 'CREDIT', toUserId: to.id });
  });
  const answers = await whileAccountsAreHeldUp(
    ring.map(({ id }) => id),
    Promise.all(turns),
  );
  expect([...new Set(answers.map(({ status }) => status))]).toEqual([201]);
  expect((await deadlocks()) - before).toBe(0);
  const held = await Promise.all(ring.map(({ id }) => balance(api, id)));
  expect(held.reduce((sum, { total }) => sum + Number(total), 0)).toBe(6000);
});

it('turns rings of holds and exchanges between transfers without a deadlock', async () => {
  const ring = await people(4);
  await Promise.all(ring.map(({ id }) => credit(api, id, 1000)));
  const before = await deadlocks();
  const answers = await Promise.all(
    Array.from({ length: 160 }, (_, index) => {
      const from = ring[index % 4];
      const to = ring[(index + 1 + (index % 3)) % 4];
      const { admin, http } = either(index);
      const own = http.as(from.accessToken);
      const money = { amount: '1', currency: 'CREDIT' };
      return [
        () =>
          move(own, '/v1/wallets/me/transfers', {
            ...money,
            toUserId: to.id === from.id ? ring[(index + 2) % 4].id : to.id,
          }),
        () => move(admin, `/v1/wallets/${from.id}/holds`, money),
        () => move(own, '/v1/wallets/me/exchanges', { from: 'CREDIT', to: 'USD', amount: '200' }),
        () => move(admin, `/v1/wallets/${to.id}/credits`, { ...money, reason: 'x' }),
      ][Math.floor(index / 4) % 4]();
    }),
  );
  expect(answers.filter(({ status }) => status !== 201 && status !== 422)).toEqual([]);
  expect((await deadlocks()) - before).toBe(0);
});

it('answers each of those that came together for itself', async () => {
  const [rich, poor, ...others] = await people(12);
  await credit(api, rich.id, 1000);
  const answers = await Promise.all(
    others.flatMap((other) => [
      move(rich.http, '/v1/wallets/me/transfers', { amount: '1', currency: 'CREDIT', toUserId: other.id }),
      move(poor.http, '/v1/wallets/me/transfers', { amount: '1', currency: 'CREDIT', toUserId: other.id }),
      move(rich.http, '/v1/wallets/me/transfers', { amount: '1', currency: 'NOPE', toUserId: other.id }),
    ]),
  );
  const codes = answers.map(({ status, body }) => (status === 201 ? 'made' : body.code));
  expect(codes).toEqual(
    others.flatMap(() => ['made', 'wallet.insufficient_funds', 'wallet.currency_unknown']),
  );
});
