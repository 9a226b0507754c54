import { afterAll, beforeAll, expect, it } from 'vitest';
import { runWithoutRequest } from '../../src/common/request-context.js';
import { HoldsService } from '../../src/core/wallet/holds/holds.service.js';
import { createTestApp, type Person, type TestApp } from '../support/create-test-app.js';
import { balance, credit, expectSoundBooks, expectStatus, move } from '../support/money.js';

let api: TestApp;
let ada: Person;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(async () => {
  await expectSoundBooks(api);
  await api.close();
});

async function hold(amount: string, more: Record<string, unknown> = {}) {
  ada = await api.signUp();
  await credit(api, ada.id, 1000);
  const body = { amount, currency: 'CREDIT', ...more };
  return expectStatus(201, await move(api.admin, `/v1/wallets/${ada.id}/holds`, body));
}

const close = (id: string, how: 'capture' | 'void', body?: object) =>
  move(api.admin, `/v1/holds/${id}/${how}`, body);

it('sets money aside for a week unless told otherwise', async () => {
  const { body, headers } = await hold('300');
  expect(body).toEqual({
    id: expect.any(String),
    amount: '300',
    currency: 'CREDIT',
    status: 'open',
    capturedAmount: '0',
    expiresAt: expect.any(String),
    transactionId: expect.any(String),
  });
  expect(Math.round((Date.parse(body.expiresAt) - Date.now()) / 60_000)).toBe(7 * 24 * 60);
  expect(headers.get('location')).toBe(`/v1/holds/${body.id}`);
  expect(await balance(api, ada.id)).toEqual({ total: '1000', available: '700', held: '300' });
  expect((await ada.http.get(`/v1/holds/${body.id}`)).body).toEqual(body);
  expect((await (await api.signUp()).http.get(`/v1/holds/${body.id}`)).status).toBe(404);
  const spend = await move(api.admin, `/v1/wallets/${ada.id}/debits`, {
    amount: '701',
    currency: 'CREDIT',
    reason: 'x',
  });
  expect([spend.status, spend.body.code]).toEqual([422, 'wallet.insufficient_funds']);
});

it('gives back what a capture leaves', async () => {
  const { body } = await hold('300');
  const captured = expectStatus(201, await close(body.id, 'capture', { amount: '120' }));
  expect(captured.body).toMatchObject({ type: 'capture', reference: body.id });
  expect(await balance(api, ada.id)).toEqual({ total: '880', available: '880', held: '0' });
  const after = (await ada.http.get(`/v1/holds/${body.id}`)).body;
  expect([after.status, after.capturedAmount]).toEqual(['captured', '120']);
});

it('captures all of it unless told otherwise', async () => {
  const { body } = await hold('300');
  expectStatus(201, await close(body.id, 'capture'));
  expect(await balance(api, ada.id)).toEqual({ total: '700', available: '700', held: '0' });
});

it('voids, and is closed once', async () => {
  const { body } = await hold('300');
  expectStatus(201, await close(body.id, 'void'));
  expect(await balance(api, ada.id)).toEqual({ total: '1000', available: '1000', held: '0' });
  for (const how of ['capture', 'void'] as const) {
    const again = await close(body.id, how);
    expect([again.status, again.body.code]).toEqual([409, 'wallet.hold_not_open']);
  }
});

it('captures no more than is held, and leaves the hold open', async () => {
  const { body } = await hold('300');
  const answer = await close(body.id, 'capture', { amount: '301' });
  expect([answer.status, answer.body.code]).toEqual([422, 'wallet.capture_too_large']);
  expect((await ada.http.get(`/v1/holds/${body.id}`)).body.status).toBe('open');
});

it('is closed once by twenty captures and voids at the same moment', async () => {
  const { body } = await hold('300');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => close(body.id, index % 2 === 0 ? 'capture' : 'void')),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  expect((await balance(api, ada.id)).held).toBe('0');
});

it('is given back by itself when its time is over', async () => {
  const { body } = await hold('300', { expiresIn: 60 });
  await api.sql("UPDATE holds SET expires_at = now() - interval '1 second' WHERE id = $1", [body.id]);
  const late = await close(body.id, 'capture');
  expect([late.status, late.body.code, late.body.holdStatus]).toEqual([
    409,
    'wallet.hold_not_open',
    'expired',
  ]);
  const holds = api.app.get(HoldsService);
  await Promise.all([1, 2].map(() => runWithoutRequest(() => holds.releaseExpired())));
  expect(await balance(api, ada.id)).toEqual({ total: '1000', available: '1000', held: '0' });
  expect((await ada.http.get(`/v1/holds/${body.id}`)).body.status).toBe('expired');
});

it('refuses times out of range, and holds that are not there', async () => {
  for (const expiresIn of [59, 2_592_001, 60.5, '60']) {
    const body = { amount: '1', currency: 'CREDIT', expiresIn };
    const answer = await move(api.admin, `/v1/wallets/${ada.id}/holds`, body);
    expect([answer.status, answer.body.errors?.[0].field]).toEqual([400, 'expiresIn']);
  }
  for (const id of ['019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77', 'nothing']) {
    const answer = await close(id, 'void');
    expect([answer.status, answer.body.code]).toEqual([404, 'wallet.hold_not_found']);
  }
});

it('repeats the answer of a key, and holds once', async () => {
  const one = await api.signUp();
  await credit(api, one.id, 100);
  const body = { amount: '60', currency: 'CREDIT' };
  const answers = [
    await move(api.admin, `/v1/wallets/${one.id}/holds`, body, 'hold'),
    await move(api.admin, `/v1/wallets/${one.id}/holds`, body, 'hold'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(answers[1].body).toEqual(answers[0].body);
  expect(answers[1].headers.get('idempotent-replayed')).toBe('true');
  expect((await balance(api, one.id)).held).toBe('60');
});
