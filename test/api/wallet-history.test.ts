import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, credit, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(async () => {
  await expectSoundBooks(api);
  await api.close();
});

const debit = (userId: string, amount: number, currency = 'CREDIT') =>
  move(api.admin, `/v1/wallets/${userId}/debits`, { amount: String(amount), currency, reason: 'test' });
const reverse = (id: string, key?: string) => move(api.admin, `/v1/transactions/${id}/reversal`, {}, key);

async function withHistory(): Promise<{ ada: Person; ids: string[] }> {
  const ada = await api.signUp();
  const ids: string[] = [];
  for (let index = 1; index <= 12; index += 1) {
    ids.push((await credit(api, ada.id, index * 10)).body.id);
  }
  ids.push((await credit(api, ada.id, 5, 'USD')).body.id, (await debit(ada.id, 50)).body.id);
  return { ada, ids };
}

describe('the transactions of a wallet', () => {
  it('come newest first, page by page, each once', async () => {
    const { ada, ids } = await withHistory();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = expectStatus(200, await ada.http.get(`/v1/wallets/me/transactions?limit=5${query}`));
      seen.push(...body.data.map((one: { id: string }) => one.id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...ids].reverse());
  });

  it('are filtered by currency, type and time; a cursor is bound to the filter and the reader', async () => {
    const { ada, ids } = await withHistory();
    const list = async (query: string) =>
      (await ada.http.get(`/v1/wallets/me/transactions?limit=100&${query}`)).body.data.map(
        (one: { id: string }) => one.id,
      );
    expect(await list('currency=USD')).toEqual([ids[12]]);
    expect(await list('type=debit')).toEqual([ids[13]]);
    const at = (await ada.http.get(`/v1/transactions/${ids[6]}`)).body.createdAt;
    const before = await list(`to=${at}`);
    const since = await list(`from=${at}`);
    expect([...since, ...before]).toEqual([...ids].reverse());
    expect(since).toContain(ids[6]);

    const { nextCursor } = (await ada.http.get('/v1/wallets/me/transactions?limit=2')).body;
    const cursor = encodeURIComponent(nextCursor);
    expect((await ada.http.get(`/v1/wallets/me/transactions?type=credit&cursor=${cursor}`)).status).toBe(400);
    expect((await api.admin.get(`/v1/wallets/${ada.id}/transactions?cursor=${cursor}`)).status).toBe(400);
    for (const bad of ['limit=0', 'limit=101', 'type=gift', 'currency=usd', 'from=yesterday', 'what=ever']) {
      expect([bad, (await ada.http.get(`/v1/wallets/me/transactions?${bad}`)).status]).toEqual([bad, 400]);
    }
  });

  it('stream as CSV with a running balance, and no formula for a spreadsheet', async () => {
    const ada = await api.signUp();
    await credit(api, ada.id, 100);
    const body = { amount: '30', currency: 'CREDIT', reason: '=HYPERLINK("x"), "quoted"' };
    await move(api.admin, `/v1/wallets/${ada.id}/debits`, body);
    await move(api.admin, `/v1/wallets/${ada.id}/holds`, { amount: '20', currency: 'CREDIT' });
    const answer = await ada.http.get('/v1/wallets/me/transactions.csv');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const lines = (answer.body as string).trim().split('\r\n');
    expect(lines[0]).toBe(
      'transactionId,createdAt,type,currency,account,amount,balanceAfter,reference,reason',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(2, 7))).toEqual([
      ['credit', 'CREDIT', 'available', '100', '100'],
      ['debit', 'CREDIT', 'available', '-30', '70'],
      ['hold', 'CREDIT', 'available', '-20', '50'],
      ['hold', 'CREDIT', 'held', '20', '20'],
    ]);
    expect(lines[2]).toContain(`"'=HYPERLINK(""x""), ""quoted"""`);
    expect(
      (await api.admin.get(`/v1/wallets/${ada.id}/transactions.csv?type=credit`)).body.trim().split('\r\n'),
    ).toHaveLength(2);
    expect((await (await api.signUp()).http.get(`/v1/wallets/${ada.id}/transactions.csv`)).status).toBe(403);
  });

  it('stream whole when there are more than one page of them', async () => {
    const ada = await api.signUp();
    await Promise.all(Array.from({ length: 620 }, () => credit(api, ada.id, 1)));
    const lines = ((await ada.http.get('/v1/wallets/me/transactions.csv')).body as string)
      .trim()
      .split('\r\n');
    expect(lines.slice(1).map((line) => line.split(',')[6])).toEqual(
      Array.from({ length: 620 }, (_, index) => String(index + 1)),
    );
  });
});

describe('the past', () => {
  it('can be asked for the balances of any instant', async () => {
    const { ada, ids } = await withHistory();
    const at = (await ada.http.get(`/v1/transactions/${ids[3]}`)).body.createdAt;
    const { body } = expectStatus(200, await ada.http.get(`/v1/wallets/me?asOf=${at}`));
    expect(body.balances).toEqual([{ currency: 'CREDIT', total: '100', available: '100', held: '0' }]);
    const long = (await ada.http.get('/v1/wallets/me?asOf=2020-01-01T00:00:00Z')).body;
    expect(long.balances).toEqual([{ currency: 'CREDIT', total: '0', available: '0', held: '0' }]);
    expect((await ada.http.get('/v1/wallets/me?asOf=2020')).status).toBe(400);
  });

  it('adds up in a statement', async () => {
    const { ada, ids } = await withHistory();
    const from = (await ada.http.get(`/v1/transactions/${ids[2]}`)).body.createdAt;
    const query = `currency=CREDIT&from=${from}&to=2099-01-01T00:00:00Z`;
    const { body } = expectStatus(200, await ada.http.get(`/v1/wallets/me/statement?${query}`));
    expect([body.opening.total, body.closing.total]).toEqual(['30', '730']);
    expect(body.changes).toEqual([
      { type: 'credit', transactions: 10, change: '750' },
      { type: 'debit', transactions: 1, change: '-50' },
    ]);
    const backwards = 'currency=CREDIT&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect((await ada.http.get(`/v1/wallets/me/statement?${backwards}`)).status).toBe(400);
  });
});

describe('a reversal', () => {
  it('takes a transfer back, once, naming it', async () => {
    const [ada, bob] = [await api.signUp(), await api.signUp()];
    await credit(api, ada.id, 100);
    const body = { amount: '60', currency: 'CREDIT', toUserId: bob.id };
    const made = await move(ada.http, '/v1/wallets/me/transfers', body);
    expect((await move(ada.http, `/v1/transactions/${made.body.id}/reversal`, {})).status).toBe(403);
    const answers = await Promise.all(Array.from({ length: 10 }, () => reverse(made.body.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    const won = answers.find(({ status }) => status === 201)!;
    expect(won.body).toMatchObject({ type: 'reversal', reverses: made.body.id });
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('wallet.already_reversed');
    expect([(await balance(api, ada.id)).total, (await balance(api, bob.id)).total]).toEqual(['100', '0']);
    expect((await reverse(won.body.id)).body.code).toBe('wallet.not_reversible');
  });

  it('takes back what is left where part was spent, and nothing where all was', async () => {
    const ada = await api.signUp();
    const first = await credit(api, ada.id, 100);
    await debit(ada.id, 70);
    const answer = expectStatus(201, await reverse(first.body.id));
    expect(answer.body.entries.map((entry: { amount: string }) => entry.amount)).toEqual(['-30', '30']);
    const second = await credit(api, ada.id, 50);
    await debit(ada.id, 50);
    expect((await reverse(second.body.id)).body.code).toBe('wallet.insufficient_funds');
  });

  it('gives debits and captures back, and exchanges as a whole', async () => {
    const ada = await api.signUp();
    await credit(api, ada.id, 1000);
    expectStatus(201, await reverse((await debit(ada.id, 10)).body.id));
    const held = await move(api.admin, `/v1/wallets/${ada.id}/holds`, { amount: '300', currency: 'CREDIT' });
    const captured = await move(api.admin, `/v1/holds/${held.body.id}/capture`, { amount: '100' });
    expect((await balance(api, ada.id)).total).toBe('900');
    expectStatus(201, await reverse(captured.body.id));
    expect(await balance(api, ada.id)).toEqual({ total: '1000', available: '1000', held: '0' });
    expect((await reverse(held.body.transactionId)).body.code).toBe('wallet.not_reversible');

    const exchange = { from: 'CREDIT', to: 'USD', amount: '450' };
    const exchanged = expectStatus(201, await move(ada.http, '/v1/wallets/me/exchanges', exchange));
    await debit(ada.id, 1, 'USD');
    expect((await reverse(exchanged.body.id)).body.code).toBe('wallet.insufficient_funds');
    await credit(api, ada.id, 1, 'USD');
    expectStatus(201, await reverse(exchanged.body.id));
    expect([(await balance(api, ada.id)).total, (await balance(api, ada.id, 'USD')).total]).toEqual([
      '1000',
      '0',
    ]);
  });

  it('of what is not there is not found, and its key repeats the first answer', async () => {
    expect((await reverse('019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77')).status).toBe(404);
    const ada = await api.signUp();
    const { body } = await credit(api, ada.id, 100);
    const first = expectStatus(201, await reverse(body.id, 'reverse'));
    const again = expectStatus(201, await reverse(body.id, 'reverse'));
    expect([again.body.id, again.headers.get('idempotent-replayed')]).toEqual([first.body.id, 'true']);
  });
});

describe('deleting an account', () => {
  it('moves what is left by a transaction and keeps the entries', async () => {
    const [ada, bob] = [await api.signUp(), await api.signUp()];
    await credit(api, ada.id, 1000);
    await credit(api, ada.id, 7, 'USD');
    await move(api.admin, `/v1/wallets/${ada.id}/holds`, { amount: '300', currency: 'CREDIT' });
    const sent = await move(ada.http, '/v1/wallets/me/transfers', {
      amount: '50',
      currency: 'CREDIT',
      toUserId: bob.id,
    });
    const wallet = (await ada.http.get('/v1/wallets/me')).body.id as string;
    expect((await ada.http.delete('/v1/users/me')).status).toBe(204);
    const rows = await api.sql<{ balance: string; closed: boolean }>(
      'SELECT balance, closed_at IS NOT NULL AS closed FROM ledger_accounts WHERE wallet_id = $1',
      [wallet],
    );
    expect(rows).toEqual(rows.map(() => ({ balance: '0', closed: true })));
    expect(rows).toHaveLength(3);
    const [last] = await api.sql<{ reason: string; actor_id: string }>(
      'SELECT reason, actor_id FROM ledger_transactions ORDER BY created_at DESC LIMIT 1',
    );
    expect(last).toEqual({ reason: 'account deleted', actor_id: ada.id });
    const seen = (await bob.http.get(`/v1/transactions/${sent.body.id}`)).body;
    expect(seen.entries[0].account).toBe(`wallet:${wallet}:available`);
    expect((await reverse(sent.body.id)).body.code).toBe('wallet.closed');
    await expectSoundBooks(api);
  });

  it('at the same moment as movements loses nothing and leaves nothing behind', async () => {
    const [ada, bob] = [await api.signUp(), await api.signUp()];
    await credit(api, ada.id, 1000);
    await credit(api, bob.id, 1000);
    const wallet = (await ada.http.get('/v1/wallets/me')).body.id as string;
    const body = (toUserId: string) => ({ amount: '10', currency: 'CREDIT', toUserId });
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => move(bob.http, '/v1/wallets/me/transfers', body(ada.id))),
      ...Array.from({ length: 10 }, () => move(ada.http, '/v1/wallets/me/transfers', body(bob.id))),
      ...Array.from({ length: 10 }, () =>
        move(api.admin, `/v1/wallets/${ada.id}/holds`, { amount: '5', currency: 'CREDIT' }),
      ),
      api.admin.delete(`/v1/users/${ada.id}`),
    ]);
    expect(answers.at(-1)!.status).toBe(204);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const [sum] = await api.sql<{ left: string }>(
      'SELECT sum(balance) AS left FROM ledger_accounts WHERE wallet_id = $1',
      [wallet],
    );
    expect(sum.left).toBe('0');
    const open = await api.sql("SELECT 1 FROM holds WHERE wallet_id = $1 AND status = 'open'", [wallet]);
    expect(open).toEqual([]);
    await expectSoundBooks(api);
  });
});
