import { randomUUID } from 'node:crypto';
import type { TestApp } from './create-test-app.js';
import type { Answer, HttpClient } from './http-client.js';

/** Sends a POST with a new Idempotency-Key, or the one given. */
export function move(
  http: HttpClient,
  path: string,
  body?: unknown,
  key: string = randomUUID(),
): Promise<Answer> {
  return http.post(path, body, { headers: { 'idempotency-key': key } });
}

/** Gives a wallet money as an operator, and insists that it worked. */
export async function credit(
  api: TestApp,
  userId: string,
  amount: number | string,
  currency = 'CREDIT',
): Promise<Answer> {
  const body = { amount: String(amount), currency, reason: 'test' };
  return expectStatus(201, await move(api.admin, `/v1/wallets/${userId}/credits`, body));
}

/** What a wallet holds of a currency, as numbers. */
export async function balance(
  api: TestApp,
  userId: string,
  currency = 'CREDIT',
): Promise<{ total: string; available: string; held: string }> {
  const answer = expectStatus(200, await api.admin.get(`/v1/wallets/${userId}`));
  const found = (answer.body.balances as { currency: string }[]).find((one) => one.currency === currency);
  const { total, available, held } = { total: '0', available: '0', held: '0', ...found };
  return { total, available, held };
}

/** Looks through the books and insists that they add up. */
export async function expectSoundBooks(api: TestApp): Promise<void> {
  const { body } = expectStatus(200, await api.admin.get('/v1/ledger/verification'));
  if (body.ok !== true || body.complete !== true) {
    throw new Error(`The books do not add up: ${JSON.stringify(body)}`);
  }
}

export function expectStatus(status: number, answer: Answer): Answer {
  if (answer.status !== status) {
    throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer;
}
