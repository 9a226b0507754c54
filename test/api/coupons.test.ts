import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '../support/applications.js';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(async () => {
  await expectSoundBooks(api);
  await api.close();
});

const MONEY = { amount: '100', currency: 'CREDIT' };
const redeem = (person: Person, code: string, key?: string) =>
  move(person.http, '/v1/wallets/me/redemptions', { code }, key);

/** One after the other: hashing fifty passwords at once is more than the service takes. */
async function signUpMany(count: number): Promise<Person[]> {
  const people: Person[] = [];
  while (people.length < count) {
    people.push(await api.signUp());
  }
  return people;
}

async function coupon(body: Record<string, unknown> = {}) {
  const made = expectStatus(201, await api.admin.post('/v1/coupons', { ...MONEY, ...body }));
  return made.body as { id: string; codes: string[] };
}

describe('a coupon', () => {
  it('shows its codes once; a look shows their last four characters', async () => {
    const made = await api.admin.post('/v1/coupons', { ...MONEY, code: 'Welcome-2026', maxUses: 50 });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/v1/coupons/${made.body.id}`);
    expect(made.body).toMatchObject({
      codes: ['Welcome-2026'],
      amount: '100',
      currency: 'CREDIT',
      maxUses: 50,
      maxUsesPerUser: 1,
      uses: 0,
      validFrom: null,
      validTo: null,
      applicationId: null,
    });
    const look = await api.admin.get(`/v1/coupons/${made.body.id}`);
    expect(look.body.endings).toEqual(['2026']);
    expect(JSON.stringify(look.body).toLowerCase()).not.toContain('welcome');
    const stored = await api.sql('SELECT row_to_json(c)::text AS row FROM coupon_codes c');
    expect(JSON.stringify(stored).toLowerCase()).not.toContain('welcome');
    expect(JSON.stringify((await api.admin.get('/v1/coupons')).body.data)).not.toContain('Welcome');
  });

  it('comes with many codes, as CSV when asked for', async () => {
    const answer = await api.admin.post(
      '/v1/coupons',
      { ...MONEY, count: 250 },
      { headers: { accept: 'text/csv' } },
    );
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/csv; charset=utf-8']);
    const [head, ...codes] = (answer.body as string).trim().split('\r\n');
    expect([head, new Set(codes).size]).toEqual(['code', 250]);
    expectStatus(201, await redeem(await api.signUp(), codes[0]));
    const id = answer.headers.get('location')!.split('/').at(-1)!;
    expect((await api.admin.get(`/v1/coupons/${id}`)).body).toMatchObject({ count: 250, uses: 1 });
  });

  it('refuses what makes no sense', async () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ code: 'abc' }, 'code'],
      [{ code: '- - -' }, 'code'],
      [{ count: 0 }, 'count'],
      [{ count: 1001 }, 'count'],
      [{ count: 2, code: 'TWICE' }, 'count'],
      [{ maxUses: 0 }, 'maxUses'],
      [{ budget: '99' }, 'budget'],
      [{ validFrom: '2026-02-01T00:00:00Z', validTo: '2026-01-01T00:00:00Z' }, 'validTo'],
      [{ amount: 5 }, 'amount'],
    ];
    for (const [members, field] of cases) {
      const answer = await api.admin.post('/v1/coupons', { ...MONEY, ...members });
      expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, field]);
    }
    const unknown = await api.admin.post('/v1/coupons', { amount: '1', currency: 'NOPE' });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'wallet.currency_unknown']);
    await coupon({ code: 'TAKEN-CODE' });
    const taken = await api.admin.post('/v1/coupons', { ...MONEY, code: 'taken code' });
    expect([taken.status, taken.body.code]).toEqual([409, 'coupons.code_taken']);
  });

  it('needs read:coupons and update:coupons', async () => {
    const ada = await api.signUp();
    const { id } = await coupon();
    expect((await ada.http.get('/v1/coupons')).body.permission).toBe('read:coupons');
    expect((await ada.http.get(`/v1/coupons/${id}`)).body.permission).toBe('read:coupons');
    expect((await ada.http.post('/v1/coupons', MONEY)).body.permission).toBe('update:coupons');
    expect((await ada.http.delete(`/v1/coupons/${id}`)).body.permission).toBe('update:coupons');
  });

  it('is changed by who read its latest version, and ended', async () => {
    const person = await api.signUp();
    const { id, codes } = await coupon();
    const { headers } = await api.admin.get(`/v1/coupons/${id}`);
    const match = { headers: { 'if-match': headers.get('etag')! } };
    const changed = await api.admin.patch(`/v1/coupons/${id}`, { validTo: '2020-01-01T00:00:00Z' }, match);
    expect([changed.status, changed.body.validTo]).toEqual([200, '2020-01-01T00:00:00.000Z']);
    expect((await api.admin.patch(`/v1/coupons/${id}`, { maxUses: 5 }, match)).status).toBe(412);
    expect((await redeem(person, codes[0])).status).toBe(404);
    await api.admin.patch(`/v1/coupons/${id}`, { validTo: null });
    expectStatus(201, await redeem(person, codes[0]));
    expect((await api.admin.delete(`/v1/coupons/${id}`)).status).toBe(204);
    expect((await api.admin.get(`/v1/coupons/${id}`)).status).toBe(404);
    expect((await api.admin.delete(`/v1/coupons/${id}`)).status).toBe(404);
    expect((await redeem(await api.signUp(), codes[0])).status).toBe(404);
  });
});

describe('a redemption', () => {
  it('gives what the code is worth, in any letter case', async () => {
    const person = await api.signUp();
    const { codes } = await coupon();
    const answer = await redeem(person, codes[0].toLowerCase().replaceAll('-', ' '));
    expect([answer.status, answer.body.type]).toEqual([201, 'coupon']);
    expect((await balance(api, person.id)).total).toBe('100');
  });

  it('of a code that is unknown, foreign, over or not yet valid looks alike', async () => {
    const person = await api.signUp();
    const codes = [
      'NO-SUCH-CODE',
      (await coupon({ applicationId: (await createApplication(api.admin)).name })).codes[0],
      (await coupon({ validTo: '2020-01-01T00:00:00Z' })).codes[0],
      (await coupon({ validFrom: '2099-01-01T00:00:00Z' })).codes[0],
    ];
    const answers = await Promise.all(codes.map((code) => redeem(person, code)));
    const bodies = answers.map(({ body }) => JSON.stringify({ ...body, requestId: null }));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(bodies).size).toBe(1);
  });

  it('of a code that is only for an application needs a session of it', async () => {
    const { id, name } = await createApplication(api.admin);
    const { codes } = await coupon({ applicationId: name.toUpperCase() });
    const inside = await api.signUp({ profile: { applicationId: id } });
    expectStatus(404, await redeem(await api.signUp(), codes[0]));
    expectStatus(201, await redeem(inside, codes[0]));
    const unknown = await api.admin.post('/v1/coupons', { ...MONEY, applicationId: 'no-such-shop' });
    expect(unknown.body).toMatchObject({ status: 404, code: 'applications.not_found' });
  });

  it('again by the same person, or of a code that is used up, is a conflict', async () => {
    const [ada, bob, carol] = [await api.signUp(), await api.signUp(), await api.signUp()];
    const { codes } = await coupon({ maxUses: 2 });
    expectStatus(201, await redeem(ada, codes[0]));
    expect((await redeem(ada, codes[0])).body).toMatchObject({ status: 409, code: 'coupons.used_before' });
    expectStatus(201, await redeem(bob, codes[0]));
    expect((await redeem(carol, codes[0])).body).toMatchObject({ status: 409, code: 'coupons.used_up' });
    expect((await redeem(ada, codes[0])).body).toMatchObject({ status: 409, code: 'coupons.used_before' });
  });

  it('is repeated by its key without a second use', async () => {
    const person = await api.signUp();
    const { id, codes } = await coupon({ maxUses: 9, maxUsesPerUser: 9 });
    const first = expectStatus(201, await redeem(person, codes[0], 'once'));
    const again = expectStatus(201, await redeem(person, codes[0], 'once'));
    expect(again.body).toEqual(first.body);
    expect((await api.admin.get(`/v1/coupons/${id}`)).body.uses).toBe(1);
  });

  it('gives exactly one of fifty people a coupon with one use', async () => {
    const people = await signUpMany(50);
    const { id, codes } = await coupon();
    const answers = await Promise.all(people.map((person) => redeem(person, codes[0])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
    expect((await api.admin.get(`/v1/coupons/${id}`)).body.uses).toBe(1);
  });

  it('gives one person one use, however often they ask at once', async () => {
    const person = await api.signUp();
    const { codes } = await coupon({ maxUses: 100 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(person, codes[0])));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await balance(api, person.id)).total).toBe('100');
  });
});

describe('a campaign', () => {
  it('never gives more than its budget, and gives back what is left', async () => {
    const people = await signUpMany(12);
    const { id, codes } = await coupon({ maxUses: 1000, budget: '550' });
    const answers = await Promise.all(people.map((person) => redeem(person, codes[0])));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ body }) => body.code === 'coupons.used_up')).toHaveLength(7);
    expect((await api.admin.get(`/v1/coupons/${id}`)).body).toMatchObject({
      budget: '550',
      budgetLeft: '50',
      uses: 5,
    });
    expect((await api.admin.delete(`/v1/coupons/${id}`)).status).toBe(204);
    const [row] = await api.sql<{ balance: string }>(
      'SELECT balance FROM ledger_accounts WHERE campaign_id = $1',
      [id],
    );
    expect(row.balance).toBe('0');
  });
});

describe('bad codes', () => {
  it('are refused after ten in ten minutes, and a good one forgets them', async () => {
    const limited = await createTestApp({ replicaOf: api, environment: { RATE_LIMITS: 'on' } });
    const person = await api.signUp();
    const [first, second] = [await coupon(), await coupon()];
    const http = limited.http.as(person.accessToken);
    const attempt = (code: string) => move(http, '/v1/wallets/me/redemptions', { code });
    for (let count = 0; count < 9; count += 1) {
      expect((await attempt(`WRONG-${count}`)).status).toBe(404);
    }
    expect((await attempt(first.codes[0])).status).toBe(201);
    for (let count = 0; count < 10; count += 1) {
      expect((await attempt(`WRONG-${count}`)).status).toBe(404);
    }
    const refused = await attempt(second.codes[0]);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    await limited.close();
  });
});
