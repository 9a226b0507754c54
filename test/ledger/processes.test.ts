import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AppProcess, startAppProcess } from '../support/app-process.js';
import type { HttpClient } from '../support/http-client.js';
import { expectStatus, move } from '../support/money.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const PASSWORD = 'correct horse battery';
const ENVIRONMENT = {
  ADMIN_PASSWORD: PASSWORD,
  SECRET_KEY: randomBytes(32).toString('base64'),
  PUBLIC_URL: 'https://accounts.example.com',
};

let database: TestDatabase;
let sql: pg.Pool;
let processes: AppProcess[];
beforeAll(async () => {
  database = await createTestDatabase();
  sql = new pg.Pool({ ...database, max: 1 });
  const first = await startAppProcess(database, ENVIRONMENT);
  processes = [first, await startAppProcess(database, ENVIRONMENT)];
}, 120_000);
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await sql.end();
});

async function admin({ http }: AppProcess): Promise<HttpClient> {
  const session = await http.post('/v1/sessions', { identifier: 'admin', password: PASSWORD });
  return http.as(expectStatus(201, session).body.accessToken as string);
}

async function signUp({ http }: AppProcess): Promise<{ id: string; token: string }> {
  const email = `${randomUUID()}@example.com`;
  const { body } = expectStatus(201, await http.post('/v1/sign-up', { email, password: PASSWORD }));
  return { id: body.user.id, token: body.accessToken };
}

const count = async (): Promise<number> =>
  Number((await sql.query<{ count: string }>('SELECT count(*) FROM ledger_transactions')).rows[0].count);

it('has one effect of 50 repeats of one key on two processes', async () => {
  const [one, two] = processes as [AppProcess, AppProcess];
  const [ada, bob] = [await signUp(one), await signUp(two)];
  const operator = await admin(one);
  const gift = { amount: '1000', currency: 'CREDIT', reason: 'x' };
  expectStatus(201, await move(operator, `/v1/wallets/${ada.id}/credits`, gift));
  const before = await count();
  const key = randomUUID();
  const body = { amount: '10', currency: 'CREDIT', toUserId: bob.id };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      move([one, two][index % 2].http.as(ada.token), '/v1/wallets/me/transfers', body, key),
    ),
  );
  expect((await count()) - before).toBe(1);
  expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map((answer) => answer.body.id)).size).toBe(1);
  expect(made.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
});

it('loses no acknowledged transfer and doubles none when it is killed between them', async () => {
  const [victim, witness] = processes as [AppProcess, AppProcess];
  const people = await Promise.all(Array.from({ length: 6 }, () => signUp(witness)));
  const operator = await admin(witness);
  for (const { id } of people) {
    const gift = { amount: '100000', currency: 'CREDIT', reason: 'x' };
    expectStatus(201, await move(operator, `/v1/wallets/${id}/credits`, gift));
  }
  const before = await count();
  const sent: { key: string; from: number; to: number; id: string | null }[] = [];
  const KILL_AFTER = 150;
  let acknowledged = 0;
  let death: Promise<void> | undefined;

  const transfer = (http: HttpClient, { key, from, to }: (typeof sent)[number]) =>
    move(
      http.as(people[from].token),
      '/v1/wallets/me/transfers',
      { amount: '1', currency: 'CREDIT', toUserId: people[to].id },
      key,
    );
  const work = async (worker: number): Promise<void> => {
    for (let turn = 0; death === undefined; turn += 1) {
      const from = (worker + turn) % people.length;
      const one = {
        key: randomUUID(),
        from,
        to: (from + 1 + (turn % 5)) % people.length,
        id: null as string | null,
      };
      sent.push(one);
      try {
        const answer = expectStatus(201, await transfer(victim.http, one));
        one.id = answer.body.id as string;
        acknowledged += 1;
      } catch (error) {
        expect(death, String(error)).toBeDefined();
      }
      if (acknowledged >= KILL_AFTER) {
        death ??= victim.kill();
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker)));
  await death;

  const restarted = await startAppProcess(database, ENVIRONMENT);
  processes[0] = restarted;
  for (const one of sent) {
    const again = expectStatus(201, await transfer(restarted.http, one));
    if (one.id !== null) {
      expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([one.id, 'true']);
    }
  }
  expect(acknowledged).toBeGreaterThanOrEqual(KILL_AFTER);
  expect((await count()) - before).toBe(sent.length);
  const books = expectStatus(200, await (await admin(restarted)).get('/v1/ledger/verification')).body;
  expect([books.ok, books.complete]).toEqual([true, true]);
}, 120_000);
