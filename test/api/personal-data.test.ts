import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, PASSWORD, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

it('exports everything held about the caller as one document, and nothing that opens anything', async () => {
  const ada = await api.signUp({ displayName: 'Ada' });
  const { key, id } = (await ada.http.post('/v1/api-keys', { name: 'a key' })).body;
  await ada.http.put('/v1/secrets/s3/backups', { secretKey: 'a-very-secret-value', accessKey: 'AKIA1' });
  const other = (await api.http.post('/v1/sessions', { identifier: ada.email, password: PASSWORD })).body;
  await api.http.delete('/v1/sessions/current', { token: other.accessToken });
  await api.admin.post(`/v1/users/${ada.id}/grants`, {
    type: 'read',
    resourceType: 'document',
    resource: 'd-1',
  });
  await api.admin.post(
    `/v1/wallets/${ada.id}/credits`,
    { amount: '1250', currency: 'CREDIT', reason: 'welcome' },
    { headers: { 'idempotency-key': 'export' } },
  );
  const answer = await ada.http.get('/v1/users/me/export');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="export.json"');
  expect(answer.body).toMatchObject({
    user: { id: ada.id, email: ada.email, displayName: 'Ada' },
    password: { changedAt: expect.any(String) },
    apiKeys: [{ id, name: 'a key' }],
    secrets: [{ type: 's3', id: 'backups', accessKey: 'AKIA1' }],
    grants: [{ type: 'read', resourceType: 'document', resource: 'd-1' }],
    wallet: { userId: ada.id, balances: [{ currency: 'CREDIT', total: '1250' }] },
    transactions: [{ type: 'credit', reason: 'welcome' }],
  });
  expect(answer.body.sessions.map(({ endReason }: { endReason: string | null }) => endReason)).toEqual([
    'signed_out',
    null,
  ]);
  expect(answer.body.auditEvents.map(({ event }: { event: string }) => event)).toContain('user.created');
  const text = JSON.stringify(answer.body);
  for (const secret of [key, 'a-very-secret-value', PASSWORD, '$argon2', ada.refreshToken]) {
    expect(text).not.toContain(secret);
  }
});

it('is for its owner: nobody else, and keys only with read:self', async () => {
  const ada = await api.signUp();
  const eve = await api.signUp();
  expect((await api.http.get('/v1/users/me/export')).status).toBe(401);
  expect((await eve.http.get(`/v1/users/${ada.id}/export`)).status).toBe(404);
  expect(JSON.stringify((await eve.http.get('/v1/users/me/export')).body)).not.toContain(ada.id);
  const { key } = (await ada.http.post('/v1/api-keys', { name: 'x', permissions: ['update:self'] })).body;
  expect((await api.http.get('/v1/users/me/export', { token: key })).status).toBe(403);
});
