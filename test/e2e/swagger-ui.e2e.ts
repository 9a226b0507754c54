import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../support/http-client.js';
import type { ServerProcess } from '../support/server-process.js';
import { ADMIN, type DisposableServer, startDisposableServer } from './disposable-server.js';
import { DocsPage, USUAL_URL } from './docs-page.js';

const ADA = { username: 'ada', email: 'ada@example.com', password: 'correct horse battery' };
const ADMIN_ROLE = 'rol_Administrator001';
const SCREENSHOT = fileURLToPath(new URL('../../docs/images/swagger-ui.png', import.meta.url));

let disposable: DisposableServer;
let server: ServerProcess;
let browser: Browser;
let http: HttpClient;
let docs: DocsPage;

beforeAll(async () => {
  disposable = await startDisposableServer();
  ({ server, browser } = disposable);
  http = new HttpClient(server.url);
});
afterAll(() => disposable?.stop());

beforeEach(async () => {
  docs = await DocsPage.open(browser, server.url);
});
afterEach(async () => {
  expect(docs.complaints).toEqual([]);
  await docs.page.close();
});

async function tokenOf({ username, password }: { username: string; password: string }): Promise<string> {
  const { body } = await http.post('/v1/sessions', { identifier: username, password });
  return body.accessToken as string;
}

describe('Swagger UI', () => {
  it('shows every operation with who may call it, and nothing that a browser complains of', async () => {
    const { body } = await http.get('/docs-json');
    const operations = Object.values(body.paths as object).flatMap((item: object) => Object.keys(item));
    expect(await docs.page.locator('.opblock').count()).toBe(operations.length);
    expect(await docs.page.locator('.access-badge').count()).toBe(operations.length);
    expect(await docs.operation('listUsers').locator('.access-badge').textContent()).toBe('read:users');
    expect(await docs.operation('signUp').locator('.access-badge').textContent()).toBe('anyone');
    expect(await docs.operation('readUser').locator('.access-badge').textContent()).toBe('own or read:users');
  });

  it('shows how to call an operation in each language, with the address of this server', async () => {
    const operation = await docs.openOperation('readUser');
    const samples = operation.locator('.code-samples');
    const words = { curl: 'curl', JavaScript: 'await fetch', Python: 'urllib.request', Go: 'package main' };
    for (const [label, word] of Object.entries(words)) {
      await samples.getByRole('tab', { name: label, exact: true }).click();
      const text = await samples.locator('.highlight-code').textContent();
      expect(text).toContain(word);
      expect(text).toContain(`${server.url}/v1/users/me`);
    }
  });

  it('signs in from its dialog, creates a user, and shows the guards obey at once', async () => {
    await docs.signIn(ADMIN.username, ADMIN.password);
    const created = await docs.execute('createUser', ADA);
    expect(created).toMatchObject({ status: 201, body: { username: 'ada', roles: [{ name: 'user' }] } });

    await docs.signOut();
    await docs.signIn(ADA.email, ADA.password);
    const refused = {
      status: 403,
      body: { code: 'authorization.permission_missing', permission: 'read:users' },
    };
    expect(await docs.execute('listUsers')).toMatchObject(refused);

    const admin = http.as(await tokenOf(ADMIN));
    await admin.post('/v1/users/ada/roles', { roles: [ADMIN_ROLE] });
    expect(await docs.execute('listUsers')).toMatchObject({ status: 200 });

    await admin.delete(`/v1/users/ada/roles/${ADMIN_ROLE}`);
    expect(await docs.execute('listUsers')).toMatchObject(refused);
  });

  it('signs in with a token that was pasted', async () => {
    await docs.signInWithToken(await tokenOf(ADMIN));
    expect(await docs.execute('readUser')).toMatchObject({ status: 200, body: { username: 'admin' } });
  });

  it('refuses a wrong password in its dialog', async () => {
    const dialog = await docs.openDialog();
    await docs.page.locator('#oauth_username').fill(ADMIN.username);
    await docs.page.locator('#oauth_password').fill('wrong');
    await docs.page.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
    await dialog.getByText('invalid_grant').first().waitFor();
    // Name, password, token, API key: no client to be asked for.
    expect(await dialog.locator('input:visible').count()).toBe(4);
  });

  it('keeps no token where a later visitor of the browser could find it', async () => {
    await docs.signIn(ADMIN.username, ADMIN.password);
    const kept = await docs.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(kept).toBe('[{},{}]');
    await docs.reload();
    expect(await docs.execute('listUsers')).toMatchObject({ status: 401 });
  });

  it('looks like the picture in the README', async () => {
    const shown = await DocsPage.open(browser, USUAL_URL);
    await shown.signIn(ADMIN.username, ADMIN.password);
    await shown.showOnly('Users');
    await shown.openOperation('createUser');
    await shown.page.locator('.info .title').click();
    await shown.page.setViewportSize({ width: 1280, height: 1300 });
    await shown.page.evaluate(() => document.querySelector('.scheme-container')!.scrollIntoView());
    await shown.page.screenshot({ path: SCREENSHOT, animations: 'disabled' });
    expect(shown.complaints).toEqual([]);
    await shown.page.close();
  });
});
