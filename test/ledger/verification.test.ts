import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { credit, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
let ada: Person;
beforeEach(async () => {
  api = await createTestApp();
  ada = await api.signUp();
  await credit(api, ada.id, 100);
  await credit(api, ada.id, 50);
  await move(api.admin, `/v1/wallets/${ada.id}/holds`, { amount: '30', currency: 'CREDIT' });
});
afterEach(() => api.close());

/** Runs SQL as somebody who switched the guards off, which takes the owner of the tables. */
const tamper = (text: string) =>
  api.sql(`BEGIN; SET LOCAL session_replication_role = replica; ${text}; COMMIT`);

async function verify() {
  return expectStatus(200, await api.admin.get('/v1/ledger/verification')).body;
}

describe('the ledger verification', () => {
  it('says that sound books are sound', async () => {
    expect(await verify()).toEqual({
      ok: true,
      complete: true,
      checkedAt: expect.any(String),
      transactions: 3,
      entries: 6,
      currencies: [
        { currency: 'CREDIT', sum: '0' },
        { currency: 'USD', sum: '0' },
      ],
      drift: [],
    });
    const denied = await ada.http.get('/v1/ledger/verification');
    expect([denied.status, denied.body.permission]).toEqual([403, 'read:wallets']);
  });

  const AVAILABLE = "account_id IN (SELECT id FROM ledger_accounts WHERE purpose = 'available')";
  const ONE = `(transaction_id, position) = (SELECT transaction_id, position FROM ledger_entries WHERE ${AVAILABLE} ORDER BY sequence LIMIT 1)`;
  it.each([
    [
      'a balance was raised',
      "UPDATE ledger_accounts SET balance = balance + 1 WHERE purpose = 'available'",
      'balance',
    ],
    ['an amount was changed', `UPDATE ledger_entries SET amount = amount + 1 WHERE ${ONE}`, 'unbalanced'],
    [
      'a balance after was changed',
      `UPDATE ledger_entries SET balance_after = balance_after + 1 WHERE ${ONE}`,
      'chain',
    ],
    ['an entry was removed', `DELETE FROM ledger_entries WHERE ${ONE}`, 'chain'],
    [
      'a reason was rewritten',
      "UPDATE ledger_transactions SET reason = 'gift' WHERE reason = 'test'",
      'transaction_hash',
    ],
    [
      'a transaction was forged whole',
      "UPDATE ledger_transactions SET reason = 'gift', hash = ledger_transaction_hash(id, type, created_at, reference, 'gift', metadata, actor_kind, actor_id, reverses)",
      'chain',
    ],
    ['the last entries were cut off', 'DELETE FROM ledger_entries WHERE sequence = 3', 'balance'],
    ['a hold was forgotten', 'DELETE FROM holds', 'holds'],
  ])('finds that %s', async (_what, text, kind) => {
    await tamper(text);
    const { ok, drift } = await verify();
    expect(ok).toBe(false);
    expect(drift.map((finding: { kind: string }) => finding.kind)).toContain(kind);
  });

  it('turns writes off on every replica, says so, and on again once the books are whole', async () => {
    const other = await createTestApp({ replicaOf: api });
    await tamper("UPDATE ledger_accounts SET balance = balance + 1 WHERE purpose = 'available'");
    await verify();
    const coupon = { amount: '10', currency: 'CREDIT', budget: '10' };
    for (const replica of [api, other]) {
      const refused = [
        await move(replica.admin, `/v1/wallets/${ada.id}/credits`, {
          amount: '1',
          currency: 'CREDIT',
          reason: 'x',
        }),
        await move(replica.admin, `/v1/wallets/${ada.id}/holds`, { amount: '1', currency: 'CREDIT' }, 'held'),
        await replica.admin.post('/v1/coupons', coupon),
      ];
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
        refused.map(() => [503, 'wallet.writes_off']),
      );
      expect(Number(refused[0].headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await replica.http.get('/health/ready')).body).toEqual({ status: 'ok', walletWrites: 'off' });
      expect((await replica.http.get('/metrics')).body).toContain('latchkey_wallet_writes_on 0');
      expectStatus(200, await replica.admin.get(`/v1/wallets/${ada.id}`));
    }
    await tamper("UPDATE ledger_accounts SET balance = balance - 1 WHERE purpose = 'available'");
    await expectSoundBooks(api);
    expectStatus(
      201,
      await move(other.admin, `/v1/wallets/${ada.id}/holds`, { amount: '1', currency: 'CREDIT' }, 'held'),
    );
    expect((await other.http.get('/metrics')).body).toContain('latchkey_wallet_writes_on 1');
    await other.close();
  });

  it('is done at the start, before anything is posted', async () => {
    await tamper("UPDATE ledger_accounts SET balance = balance + 1 WHERE purpose = 'available'");
    const other = await createTestApp({ replicaOf: api });
    const answer = await move(other.admin, `/v1/wallets/${ada.id}/credits`, {
      amount: '1',
      currency: 'CREDIT',
      reason: 'x',
    });
    expect([answer.status, answer.body.code]).toEqual([503, 'wallet.writes_off']);
    await other.close();
  });
});

describe('direct SQL', () => {
  it.each([
    ['UPDATE ledger_entries SET amount = 1'],
    ['UPDATE ledger_entries SET amount = 1 WHERE false'],
    ['DELETE FROM ledger_entries'],
    ['TRUNCATE ledger_entries'],
    ['TRUNCATE ledger_transactions CASCADE'],
    ["UPDATE ledger_transactions SET reason = 'x'"],
    ['DELETE FROM ledger_transactions'],
    ['UPDATE coupon_redemptions SET ordinal = 2'],
    ['TRUNCATE coupon_redemptions'],
  ])('%s is refused', async (text) => {
    await expect(api.sql(text)).rejects.toThrow(/never changed or removed/);
  });

  it.each([
    [
      'an unbalanced entry',
      `INSERT INTO ledger_entries (transaction_id, position, account_id, currency, type, amount, created_at)
       SELECT t.id, 9, a.id, 'CREDIT', 'credit', 5, now() FROM ledger_transactions t, ledger_accounts a WHERE a.purpose = 'issuance' AND a.currency = 'CREDIT' LIMIT 1`,
      /do not sum to zero/,
    ],
    [
      'a balance below zero',
      'UPDATE ledger_accounts SET balance = -1 WHERE balance IS NOT NULL',
      /ck_ledger_accounts_balance/,
    ],
    [
      'a balance on an account of ours',
      "UPDATE ledger_accounts SET balance = 1 WHERE purpose = 'issuance'",
      /ck_ledger_accounts_purpose/,
    ],
    [
      'an entry in another currency',
      `INSERT INTO ledger_entries (transaction_id, position, account_id, currency, type, amount, created_at)
       SELECT t.id, 9, a.id, 'USD', 'credit', 5, now() FROM ledger_transactions t, ledger_accounts a WHERE a.purpose = 'issuance' AND a.currency = 'CREDIT' LIMIT 1`,
      /fk_ledger_entries_account/,
    ],
  ])('%s is refused', async (_what, text, message) => {
    await expect(api.sql(text)).rejects.toThrow(message);
  });
});
