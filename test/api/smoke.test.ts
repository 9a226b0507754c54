import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

it('serves', async () => {
  const ada = await api.signUp();
  expect((await ada.http.get('/v1/users/me')).body.id).toBe(ada.id);
  expect((await api.admin.get('/v1/users')).body.data).toHaveLength(2);
});
