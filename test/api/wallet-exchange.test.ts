import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, credit, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
let ada: Person;
beforeAll(async () => {
  api = await createTestApp();
  ada = await api.signUp();
});
afterAll(async () => {
  await expectSoundBooks(api);
  await api.close();
});

describe('currencies', () => {
  it('begin with CREDIT and USD, of scale 2', async () => {
    const { body } = await ada.http.get('/v1/currencies');
    expect(body.data.map((one: { code: string; scale: number }) => [one.code, one.scale])).toEqual([
      ['CREDIT', 2],
      ['USD', 2],
    ]);
    expect((await api.http.get('/v1/currencies')).status).toBe(401);
  });

  it('are made once, and used at once', async () => {
    const made = await api.admin.post('/v1/currencies', { code: 'GEM', scale: 0, name: 'Gems' });
    expect([made.status, made.headers.get('location')]).toEqual([201, '/v1/currencies/GEM']);
    expect(made.body).toMatchObject({ code: 'GEM', scale: 0, name: 'Gems', enabled: true });
    const again = await api.admin.post('/v1/currencies', { code: 'GEM', scale: 0 });
    expect([again.status, again.body.code]).toEqual([409, 'wallet.currency_exists']);
    await credit(api, ada.id, 5, 'GEM');
    expect((await balance(api, ada.id, 'GEM')).total).toBe('5');
  });

  it('that are disabled take no new movements, but end what was begun', async () => {
    await api.admin.post('/v1/currencies', { code: 'OLD', scale: 2 });
    const owner = await api.signUp();
    await credit(api, owner.id, 100, 'OLD');
    const held = await move(api.admin, `/v1/wallets/${owner.id}/holds`, { amount: '40', currency: 'OLD' });
    const patched = await api.admin.patch('/v1/currencies/OLD', { enabled: false });
    expect([patched.status, patched.body.enabled]).toEqual([200, false]);
    const body = { amount: '1', currency: 'OLD', reason: 'x' };
    const refused = await move(api.admin, `/v1/wallets/${owner.id}/credits`, body);
    expect([refused.status, refused.body.code]).toEqual([422, 'wallet.currency_disabled']);
    expectStatus(201, await move(api.admin, `/v1/holds/${held.body.id}/void`));
    await api.admin.patch('/v1/currencies/OLD', { enabled: true, name: null });
    await credit(api, owner.id, 1, 'OLD');
  });

  it('refuse malformed codes and scales, and need update:currencies', async () => {
    for (const body of [
      { code: 'gem', scale: 2 },
      { code: 'GEMS', scale: 19 },
      { code: 'GEMS', scale: -1 },
      { code: 'GEMS' },
    ]) {
      expect((await api.admin.post('/v1/currencies', body)).status).toBe(400);
    }
    const denied = await ada.http.post('/v1/currencies', { code: 'MINE', scale: 2 });
    expect([denied.status, denied.body.permission]).toEqual([403, 'update:currencies']);
    expect((await api.admin.patch('/v1/currencies/NOPE', { name: 'x' })).status).toBe(404);
  });
});

describe('exchange rates', () => {
  it('are what one unit buys; the inverse is implied', async () => {
    const there = await ada.http.get('/v1/exchange-rates?from=USD&to=CREDIT');
    expect(there.body).toEqual({ from: 'USD', to: 'CREDIT', rate: '200', updatedAt: expect.any(String) });
    expect((await ada.http.get('/v1/exchange-rates?from=CREDIT&to=USD')).body.rate).toBe('0.005');
    expect((await ada.http.get('/v1/exchange-rates')).body.data).toHaveLength(1);
  });

  it('are set by those who may, and seen at once', async () => {
    await api.admin.post('/v1/currencies', { code: 'EUR', scale: 2 });
    const denied = await ada.http.put('/v1/exchange-rates/EUR/CREDIT', { rate: '2' });
    expect([denied.status, denied.body.permission]).toEqual([403, 'update:currencies']);
    const set = await api.admin.put('/v1/exchange-rates/EUR/CREDIT', { rate: '217.50' });
    expect([set.status, set.body.rate]).toEqual([200, '217.5']);
    expect((await api.admin.put('/v1/exchange-rates/CREDIT/EUR', { rate: '0.004' })).body.rate).toBe('0.004');
    expect((await ada.http.get('/v1/exchange-rates?from=CREDIT&to=EUR')).body.rate).toBe('0.004');
    for (const rate of ['0', '-1', '1e3', '', '1.0000000001', 2]) {
      const bad = await api.admin.put('/v1/exchange-rates/EUR/CREDIT', { rate });
      expect([bad.status, bad.body.errors?.[0].field]).toEqual([400, 'rate']);
    }
    expect((await api.admin.put('/v1/exchange-rates/EUR/EUR', { rate: '1' })).body.code).toBe(
      'wallet.same_currency',
    );
    expect((await api.admin.put('/v1/exchange-rates/EUR/NOPE', { rate: '1' })).body.code).toBe(
      'wallet.currency_unknown',
    );
    expect((await ada.http.get('/v1/exchange-rates?from=EUR&to=NOPE')).status).toBe(404);
    expect((await ada.http.get('/v1/exchange-rates?amount=1')).status).toBe(400);
  });
});

describe('an exchange', () => {
  const exchange = (person: Person, body: object, key?: string) =>
    move(person.http, '/v1/wallets/me/exchanges', body, key);

  it('gives 200.00 credits for 1.00 USD', async () => {
    const person = await api.signUp();
    await credit(api, person.id, 150, 'USD');
    const answer = await exchange(person, { from: 'USD', to: 'CREDIT', amount: '100' });
    expect([answer.status, answer.body.type]).toEqual([201, 'exchange']);
    expect((await balance(api, person.id)).total).toBe('20000');
    expect((await balance(api, person.id, 'USD')).total).toBe('50');
  });

  it('rounds down for the payer and keeps the rest on the rounding account', async () => {
    const person = await api.signUp();
    await credit(api, person.id, 1000);
    const answer = expectStatus(201, await exchange(person, { from: 'CREDIT', to: 'USD', amount: '350' }));
    const entries = answer.body.entries as { account: string; amount: string; currency: string }[];
    expect(
      entries
        .filter(({ account }) => account.startsWith('system'))
        .map((one) => Object.values(one).slice(0, 3)),
    ).toEqual([
      ['system:exchange', '200', 'CREDIT'],
      ['system:exchange', '-1', 'USD'],
      ['system:rounding', '150', 'CREDIT'],
    ]);
    const nothing = await exchange(person, { from: 'CREDIT', to: 'USD', amount: '199' });
    expect([nothing.status, nothing.body.code]).toEqual([422, 'wallet.exchange_too_small']);
    expect((await balance(api, person.id)).total).toBe('650');
  });

  it('keeps the rate of a quote for its owner, once', async () => {
    const person = await api.signUp();
    await credit(api, person.id, 400, 'USD');
    const quoted = await person.http.get('/v1/exchange-rates?from=USD&to=CREDIT&amount=100');
    expect(quoted.body).toMatchObject({ rate: '200', result: '20000', quote: { id: expect.any(String) } });
    const seconds = (Date.parse(quoted.body.quote.expiresAt) - Date.now()) / 1000;
    expect(seconds > 50 && seconds <= 61).toBe(true);
    await api.admin.put('/v1/exchange-rates/USD/CREDIT', { rate: '100' });
    const body = { from: 'USD', to: 'CREDIT', amount: '100', quoteId: quoted.body.quote.id };
    expect((await exchange(await api.signUp(), body)).body.code).toBe('wallet.quote_not_usable');
    expect((await exchange(person, { ...body, amount: '101' })).body.code).toBe('wallet.currency_mismatch');
    const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(person, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(422)]);
    expect((await balance(api, person.id)).total).toBe('20000');
    expectStatus(201, await exchange(person, { from: 'USD', to: 'CREDIT', amount: '100' }));
    expect((await balance(api, person.id)).total).toBe('30000');
    await api.admin.put('/v1/exchange-rates/USD/CREDIT', { rate: '200' });
  });

  it('refuses a quote after its minute', async () => {
    const person = await api.signUp();
    await credit(api, person.id, 400, 'USD');
    const quoted = await person.http.get('/v1/exchange-rates?from=USD&to=CREDIT&amount=100');
    await api.sql('UPDATE exchange_quotes SET expires_at = now() WHERE id = $1', [quoted.body.quote.id]);
    const late = await exchange(person, {
      from: 'USD',
      to: 'CREDIT',
      amount: '100',
      quoteId: quoted.body.quote.id,
    });
    expect([late.status, late.body.code]).toEqual([422, 'wallet.quote_not_usable']);
  });

  it('without enough, or within one currency, changes nothing', async () => {
    const person = await api.signUp();
    expect((await exchange(person, { from: 'USD', to: 'CREDIT', amount: '1' })).body.code).toBe(
      'wallet.insufficient_funds',
    );
    expect((await exchange(person, { from: 'USD', to: 'USD', amount: '1' })).body.code).toBe(
      'wallet.same_currency',
    );
    const large = { from: 'USD', to: 'CREDIT', amount: '100000000000000000' };
    expect((await exchange(person, large)).body.code).toBe('wallet.exchange_too_large');
  });
});
