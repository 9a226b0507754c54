import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpClient } from '../support/http-client.js';
import type { ServerProcess } from '../support/server-process.js';
import { ADMIN, type DisposableServer, startDisposableServer } from './disposable-server.js';
import { DocsPage, type ShownAnswer } from './docs-page.js';

const ADA = { username: 'ada', email: 'ada@example.com', password: 'correct horse battery' };
const BOB = { username: 'bob', email: 'bob@example.com', password: 'correct horse battery' };

let disposable: DisposableServer;
let server: ServerProcess;
let browser: Browser;
let docs: DocsPage;

beforeAll(async () => {
  disposable = await startDisposableServer();
  ({ server, browser } = disposable);
  docs = await DocsPage.open(browser, server.url);
});
afterAll(() => disposable?.stop());

/** Executes an operation that moves money or makes something, as a new one. */
function once(id: string, body: unknown, parameters: Record<string, string> = {}): Promise<ShownAnswer> {
  return docs.execute(id, body, { ...parameters, 'Idempotency-Key': randomUUID() });
}

/** Where pictures go, for whoever wants to look at the pages. */
async function picture(name: string): Promise<void> {
  if (process.env.E2E_PICTURES !== undefined) {
    await docs.page.screenshot({
      path: join(process.env.E2E_PICTURES, `${name}.png`),
      animations: 'disabled',
    });
  }
}

it('walks money through Swagger UI: a currency, a campaign, a redemption, a transfer, a hold, a reversal, a list', async () => {
  const http = new HttpClient(server.url);
  await http.post('/v1/sign-up', ADA);
  const bob = (await http.post('/v1/sign-up', BOB)).body.user.id as string;

  await docs.signIn(ADMIN.username, ADMIN.password);
  const gem = { code: 'GEM', scale: 0, name: 'Gems' };
  expect(await once('createCurrency', gem)).toMatchObject({ status: 201, body: gem });
  const campaign = { amount: '100', currency: 'GEM', code: 'WELCOME-2026', maxUses: 10, budget: '250' };
  expect(await docs.execute('createCoupon', campaign)).toMatchObject({
    status: 201,
    body: { codes: ['WELCOME-2026'], budget: '250' },
  });

  await docs.signOut();
  await docs.signIn(ADA.username, ADA.password);
  const redeemed = await once('redeemCoupon', { code: 'WELCOME-2026' });
  expect(redeemed).toMatchObject({ status: 201, body: { type: 'coupon' } });
  await picture('wallet-redeemed');
  expect(await once('redeemCoupon', { code: 'WELCOME-2026' })).toMatchObject({ status: 409 });
  const transfer = { toUserId: bob, amount: '30', currency: 'GEM', note: 'for lunch' };
  expect(await once('transferMoney', transfer)).toMatchObject({ status: 201, body: { type: 'transfer' } });
  expect(await once('transferMoney', { ...transfer, amount: '71' })).toMatchObject({
    status: 422,
    body: { code: 'wallet.insufficient_funds' },
  });
  await picture('wallet-transferred');
  const ada = (await docs.execute('readWallet')).body.userId as string;

  await docs.signOut();
  await docs.signIn(ADMIN.username, ADMIN.password);
  const hold = await once('createHold', { amount: '50', currency: 'GEM' }, { userId: ada });
  expect(hold).toMatchObject({ status: 201, body: { status: 'open' } });
  expect(await docs.execute('readWallet', undefined, { userId: ada })).toMatchObject({
    status: 200,
    body: {
      balances: expect.arrayContaining([{ currency: 'GEM', total: '70', available: '20', held: '50' }]),
    },
  });
  const captured = await once('captureHold', { amount: '20' }, { holdId: hold.body.id as string });
  expect(captured).toMatchObject({ status: 201, body: { type: 'capture' } });
  const reversed = await once('reverseTransaction', {}, { transactionId: captured.body.id as string });
  expect(reversed).toMatchObject({ status: 201, body: { type: 'reversal', reverses: captured.body.id } });
  expect(await docs.execute('readWallet', undefined, { userId: ada })).toMatchObject({
    body: {
      balances: expect.arrayContaining([{ currency: 'GEM', total: '70', available: '70', held: '0' }]),
    },
  });

  const filter = { userId: ada, currency: 'GEM', from: '', to: '' };
  const csv = await docs.execute('exportTransactions', undefined, filter);
  expect(csv.status).toBe(200);
  const lines = (csv.body as string).trim().split(/\r?\n/);
  expect(lines.length).toBeGreaterThanOrEqual(6);
  expect(lines.at(-1)).toContain('70');
  await picture('wallet-csv');
  expect(await docs.execute('verifyLedger')).toMatchObject({
    status: 200,
    body: { ok: true, drift: [] },
  });
  await picture('wallet-verified');
  expect(docs.complaints).toEqual([]);
});
