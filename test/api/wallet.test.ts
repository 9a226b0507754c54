import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, credit, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
let ada: Person;
let bob: Person;
beforeAll(async () => {
  api = await createTestApp();
  [ada, bob] = [await api.signUp(), await api.signUp()];
});
afterAll(async () => {
  await expectSoundBooks(api);
  await api.close();
});

const MONEY = { amount: '100', currency: 'CREDIT' };

describe('a wallet', () => {
  it('is there for everyone at once, empty, in the default currency', async () => {
    const { status, body } = await ada.http.get('/v1/wallets/me');
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.any(String),
      userId: ada.id,
      balances: [{ currency: 'CREDIT', total: '0', available: '0', held: '0' }],
    });
  });

  it('is made once when several ask for it at the same moment', async () => {
    const carol = await api.signUp();
    const answers = await Promise.all(Array.from({ length: 10 }, () => carol.http.get('/v1/wallets/me')));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('of somebody else is refused before any look-up, and shown with read:wallets', async () => {
    for (const path of [
      `/v1/wallets/${bob.id}`,
      '/v1/wallets/nobody',
      `/v1/wallets/${bob.id}/transactions`,
    ]) {
      const { status, body } = await ada.http.get(path);
      expect([status, body.permission]).toEqual([403, 'read:wallets']);
    }
    expect((await api.admin.get(`/v1/wallets/${bob.email}`)).body.userId).toBe(bob.id);
    expect((await api.admin.get('/v1/wallets/nobody')).status).toBe(404);
    expect((await api.http.get('/v1/wallets/me')).status).toBe(401);
  });
});

describe('credits and debits', () => {
  it('answer with the transaction, which can be read again', async () => {
    const metadata = { orderId: 7 };
    const answer = await move(api.admin, `/v1/wallets/${ada.id}/credits`, {
      ...MONEY,
      reason: 'welcome',
      reference: 'order-7',
      metadata,
    });
    expect(answer.status).toBe(201);
    const { body } = answer;
    expect(answer.headers.get('location')).toBe(`/v1/transactions/${body.id}`);
    expect(body).toMatchObject({
      type: 'credit',
      reason: 'welcome',
      reference: 'order-7',
      metadata,
      reverses: null,
    });
    expect(body.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(body.entries).toEqual([
      { account: 'system:issuance', amount: '-100', currency: 'CREDIT', balanceAfter: null },
      {
        account: expect.stringMatching(/^wallet:[0-9a-f-]{36}:available$/),
        amount: '100',
        currency: 'CREDIT',
        balanceAfter: '100',
      },
    ]);
    expect((await ada.http.get(`/v1/transactions/${body.id}`)).body).toEqual(body);
    const debit = await move(api.admin, `/v1/wallets/${ada.id}/debits`, { ...MONEY, reason: 'used' });
    expect([debit.status, debit.body.entries[0].balanceAfter]).toEqual([201, '0']);
  });

  it('carry amounts beyond 2^53 exactly', async () => {
    const carol = await api.signUp();
    await credit(api, carol.id, '90071992547409931');
    await credit(api, carol.id, '1');
    expect((await balance(api, carol.id)).total).toBe('90071992547409932');
  });

  it('never bring a balance below zero or beyond its limit', async () => {
    const carol = await api.signUp();
    const tooMuch = await move(api.admin, `/v1/wallets/${carol.id}/debits`, { ...MONEY, reason: 'x' });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'wallet.insufficient_funds']);
    for (let times = 0; times < 10; times += 1) {
      await credit(api, carol.id, '100000000000000000');
    }
    const beyond = await move(api.admin, `/v1/wallets/${carol.id}/credits`, { ...MONEY, reason: 'x' });
    expect([beyond.status, beyond.body.code]).toEqual([422, 'wallet.balance_limit']);
    expect((await balance(api, carol.id)).total).toBe('1000000000000000000');
  });

  it('need update:wallets', async () => {
    for (const path of ['me/credits', `${bob.id}/credits`, 'me/debits', 'me/holds']) {
      const { status, body } = await move(ada.http, `/v1/wallets/${path}`, { ...MONEY, reason: 'x' });
      expect([status, body.permission]).toEqual([403, 'update:wallets']);
    }
  });

  it('need a currency that exists and an account that exists', async () => {
    const unknown = await move(api.admin, `/v1/wallets/${ada.id}/credits`, {
      amount: '1',
      currency: 'NOPE',
      reason: 'x',
    });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'wallet.currency_unknown']);
    const nobody = await move(api.admin, '/v1/wallets/nobody/credits', { ...MONEY, reason: 'x' });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'users.not_found']);
  });
});

describe('malformed amounts', () => {
  const bad = [
    '',
    ' ',
    '0',
    '-1',
    '+1',
    '01',
    '1.0',
    '1e3',
    ' 1',
    '0x10',
    '100000000000000001',
    '9'.repeat(40),
  ];
  it.each([...bad, 1, 1.5, null, true, ['1'], { amount: '1' }])(
    '%j is a 400 that names the field',
    async (amount) => {
      await credit(api, ada.id, 1);
      const before = await balance(api, ada.id);
      const bodies: [string, Record<string, unknown>, TestApp['http']][] = [
        [`/v1/wallets/${ada.id}/credits`, { amount, currency: 'CREDIT', reason: 'x' }, api.admin],
        [`/v1/wallets/${ada.id}/debits`, { amount, currency: 'CREDIT', reason: 'x' }, api.admin],
        [`/v1/wallets/${ada.id}/holds`, { amount, currency: 'CREDIT' }, api.admin],
        ['/v1/wallets/me/transfers', { amount, currency: 'CREDIT', toUserId: bob.id }, ada.http],
        ['/v1/wallets/me/exchanges', { amount, from: 'CREDIT', to: 'USD' }, ada.http],
      ];
      for (const [path, body, http] of bodies) {
        const answer = await move(http, path, body);
        expect([path, answer.status, answer.body.errors?.[0].field]).toEqual([path, 400, 'amount']);
      }
      expect(await balance(api, ada.id)).toEqual(before);
    },
  );
});

describe('transfers', () => {
  it('move own money, and show each side only its own balance', async () => {
    const [from, to] = [await api.signUp(), await api.signUp()];
    await credit(api, from.id, 500);
    const answer = await move(from.http, '/v1/wallets/me/transfers', {
      ...MONEY,
      toUserId: to.id,
      note: 'Lunch',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      type: 'transfer',
      reason: 'Lunch',
      actor: { kind: 'user', id: from.id },
    });
    expect(answer.body.entries.map((entry: { balanceAfter: string }) => entry.balanceAfter)).toEqual([
      '400',
      null,
    ]);
    const seen = await to.http.get(`/v1/transactions/${answer.body.id}`);
    expect(seen.body.entries.map((entry: { balanceAfter: string }) => entry.balanceAfter)).toEqual([
      null,
      '100',
    ]);
    expect((await balance(api, from.id)).total).toBe('400');
    expect((await balance(api, to.id)).total).toBe('100');
    expect((await bob.http.get(`/v1/transactions/${answer.body.id}`)).status).toBe(404);
  });

  it('go to somebody else who is there and not suspended', async () => {
    const from = await api.signUp();
    await credit(api, from.id, 500);
    const suspended = await api.signUp();
    await api.admin.post(`/v1/users/${suspended.id}/suspension`, { reason: 'test' });
    const deleted = await api.signUp();
    await api.admin.delete(`/v1/users/${deleted.id}`);
    const cases: [string, number, string][] = [
      [from.id, 422, 'wallet.transfer_to_self'],
      [from.id.toUpperCase(), 422, 'wallet.transfer_to_self'],
      ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', 404, 'users.not_found'],
      [deleted.id, 404, 'users.not_found'],
      [suspended.id, 422, 'wallet.recipient_suspended'],
    ];
    for (const [toUserId, status, code] of cases) {
      const answer = await move(from.http, '/v1/wallets/me/transfers', { ...MONEY, toUserId });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
    expect((await balance(api, from.id)).total).toBe('500');
  });

  it('no longer reach somebody who received before and is suspended or gone since', async () => {
    const [from, to] = [await api.signUp(), await api.signUp()];
    await credit(api, from.id, 500);
    const body = { ...MONEY, toUserId: to.id };
    const send = async () => {
      const { status, body: answer } = await move(from.http, '/v1/wallets/me/transfers', body);
      return [status, answer.code];
    };
    expect((await send())[0]).toBe(201);
    await api.admin.post(`/v1/users/${to.id}/suspension`, { reason: 'test' });
    expect(await send()).toEqual([422, 'wallet.recipient_suspended']);
    await api.admin.delete(`/v1/users/${to.id}/suspension`);
    expect((await send())[0]).toBe(201);
    await api.admin.delete(`/v1/users/${to.id}`);
    expect(await send()).toEqual([404, 'users.not_found']);
  });

  it('are in the audit trail with where they came from', async () => {
    const from = await api.signUp();
    await credit(api, from.id, 100);
    const headers = { 'idempotency-key': 'once', 'x-request-id': 'request-1', 'user-agent': 'a browser' };
    await from.http.post('/v1/wallets/me/transfers', { ...MONEY, toUserId: bob.id }, { headers });
    const events = await api.admin.get(`/v1/audit-events?actor=${from.id}&event=wallet.transfer`);
    const origin = { ipAddress: '127.0.0.1', userAgent: 'a browser', requestId: 'request-1' };
    expect(events.body.data).toMatchObject([{ outcome: 'success', ...origin }]);
  });

  it('without enough are refused, and change nothing', async () => {
    const from = await api.signUp();
    const answer = await move(from.http, '/v1/wallets/me/transfers', { ...MONEY, toUserId: bob.id });
    expect([answer.status, answer.body.code]).toEqual([422, 'wallet.insufficient_funds']);
    expect((await from.http.get('/v1/wallets/me/transactions')).body.data).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('is needed for everything that moves money', async () => {
    const paths: [string, TestApp['http']][] = [
      ['/v1/wallets/me/transfers', ada.http],
      ['/v1/wallets/me/exchanges', ada.http],
      ['/v1/wallets/me/redemptions', ada.http],
      [`/v1/wallets/${ada.id}/credits`, api.admin],
      [`/v1/wallets/${ada.id}/debits`, api.admin],
      [`/v1/wallets/${ada.id}/holds`, api.admin],
      [`/v1/holds/${ada.id}/capture`, api.admin],
      [`/v1/holds/${ada.id}/void`, api.admin],
      [`/v1/transactions/${ada.id}/reversal`, api.admin],
    ];
    const body = { ...MONEY, toUserId: bob.id, reason: 'x', from: 'USD', to: 'CREDIT', code: 'ABCD' };
    for (const [path, http] of paths) {
      const known = Object.fromEntries(
        Object.entries(body).filter(([name]) => MEMBERS[path.split('/').at(-1)!].includes(name)),
      );
      const answer = await http.post(path, known);
      expect([path, answer.status, answer.body.errors?.[0]]).toEqual([
        path,
        400,
        expect.objectContaining({ field: 'Idempotency-Key', code: 'idempotency.key_missing' }),
      ]);
    }
    for (const key of ['', 'a b', 'é', 'x'.repeat(256)]) {
      const answer = await move(
        ada.http,
        '/v1/wallets/me/transfers',
        { ...MONEY, toUserId: bob.id },
        key,
      ).catch(() => ({ status: 400 }));
      expect(answer.status).toBe(400);
    }
  });

  it('repeats the first answer, success and refusal alike', async () => {
    const from = await api.signUp();
    const body = { ...MONEY, toUserId: bob.id };
    const refused = await move(from.http, '/v1/wallets/me/transfers', body, 'first');
    await credit(api, from.id, 100);
    const again = await move(from.http, '/v1/wallets/me/transfers', body, 'first');
    expect([again.status, again.body.code]).toEqual([422, refused.body.code]);
    expect([refused.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([
      null,
      'true',
    ]);

    const made = expectStatus(201, await move(from.http, '/v1/wallets/me/transfers', body, 'second'));
    const repeated = await move(
      from.http,
      '/v1/wallets/me/transfers',
      { toUserId: bob.id, ...MONEY },
      'second',
    );
    expect(repeated.status).toBe(201);
    expect(repeated.body).toEqual(made.body);
    expect(repeated.headers.get('location')).toBe(made.headers.get('location'));
    expect(repeated.headers.get('idempotent-replayed')).toBe('true');
    expect((await balance(api, from.id)).total).toBe('0');
  });

  it('with another body is refused, and belongs to one person and route', async () => {
    const [from, other] = [await api.signUp(), await api.signUp()];
    await credit(api, from.id, 300);
    await credit(api, other.id, 300);
    const body = { ...MONEY, toUserId: bob.id };
    expectStatus(201, await move(from.http, '/v1/wallets/me/transfers', body, 'mine'));
    const mismatch = await move(from.http, '/v1/wallets/me/transfers', { ...body, amount: '101' }, 'mine');
    expect([mismatch.status, mismatch.body.code]).toEqual([422, 'idempotency.mismatch']);
    expectStatus(201, await move(other.http, '/v1/wallets/me/transfers', body, 'mine'));
    expect([(await balance(api, from.id)).total, (await balance(api, other.id)).total]).toEqual([
      '200',
      '200',
    ]);
  });

  it('repeats a success after the recipient is gone', async () => {
    const [from, to] = [await api.signUp(), await api.signUp()];
    await credit(api, from.id, 100);
    const body = { ...MONEY, toUserId: to.id };
    const made = expectStatus(201, await move(from.http, '/v1/wallets/me/transfers', body, 'gone'));
    await api.admin.delete(`/v1/users/${to.id}`);
    const again = await move(from.http, '/v1/wallets/me/transfers', body, 'gone');
    expect([again.status, again.body.id]).toEqual([201, made.body.id]);
  });

  it('keeps the refusal of a recipient that was not there', async () => {
    const body = { ...MONEY, toUserId: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' };
    await move(ada.http, '/v1/wallets/me/transfers', body, 'nobody');
    const again = await move(ada.http, '/v1/wallets/me/transfers', body, 'nobody');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([404, 'true']);
    const other = await move(ada.http, '/v1/wallets/me/transfers', { ...body, amount: '7' }, 'nobody');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.mismatch']);
  });
});

const MEMBERS: Record<string, string[]> = {
  transfers: ['amount', 'currency', 'toUserId'],
  exchanges: ['amount', 'from', 'to'],
  redemptions: ['code'],
  credits: ['amount', 'currency', 'reason'],
  debits: ['amount', 'currency', 'reason'],
  holds: ['amount', 'currency'],
  capture: [],
  void: [],
  reversal: [],
};
