import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

const FILE = fileURLToPath(new URL('../../openapi.json', import.meta.url));

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

it('openapi.json in the repository is the document that is served', async () => {
  const { body } = await api.http.get('/docs-json');
  await expect(
    `${JSON.stringify(body, null, 2)}\n`,
    'The API is not what openapi.json says. If the change is meant, run "npm run openapi" and commit the file.',
  ).toMatchFileSnapshot(FILE);
});

it('the document is the same whatever the service is called and however it is set up', async () => {
  const other = await createTestApp({
    environment: { PUBLIC_URL: 'https://id.example.org', SIGN_UP: 'closed', RATE_LIMITS: 'on' },
  });
  try {
    expect((await other.http.get('/docs-json')).body).toEqual((await api.http.get('/docs-json')).body);
  } finally {
    await other.close();
  }
});
