import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApplication } from '../support/applications.js';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';
import { ok, uniqueName } from '../support/people.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

describe('the audit trail', () => {
  it('names the application of a sign-in and of what was done with its session', async () => {
    const person = await api.signUp();
    const shop = await createApplication(api.admin);
    const wish = { identifier: person.email, password: PASSWORD, applicationId: shop.name };
    const signedIn = ok(await api.http.post('/v1/sessions', wish));
    const recipient = await api.signUp();
    const http = api.http.as(signedIn.body.accessToken as string);
    const credit = { amount: '100', currency: 'CREDIT', reason: 'test' };
    ok(
      await api.admin.post(`/v1/wallets/${person.id}/credits`, credit, {
        headers: { 'idempotency-key': uniqueName('k') },
      }),
    );
    const transfer = { toUserId: recipient.id, amount: '1', currency: 'CREDIT' };
    ok(
      await http.post('/v1/wallets/me/transfers', transfer, {
        headers: { 'idempotency-key': uniqueName('k') },
      }),
    );
    ok(await http.patch('/v1/users/me', { displayName: 'Ada' }));
    const { body } = await api.admin.get(`/v1/audit-events?actor=${person.id}&limit=100`);
    const applications = new Map<string, unknown>(
      body.data
        .toReversed()
        .map(({ event, applicationId }: { event: string; applicationId: unknown }) => [event, applicationId]),
    );
    expect(Object.fromEntries(applications)).toMatchObject({
      'user.created': null,
      'session.created': shop.id,
      'wallet.transfer': shop.id,
      'user.updated': shop.id,
    });
  });
});
