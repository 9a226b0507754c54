import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, type ServerProcess } from '../support/server-process.js';
import { type DisposableServer, startDisposableServer } from './disposable-server.js';
import { DocsPage } from './docs-page.js';

let disposable: DisposableServer;
let server: ServerProcess;
let browser: Browser;
let docs: DocsPage;

beforeAll(async () => {
  const PORT = await freePort();
  disposable = await startDisposableServer({
    PORT,
    PUBLIC_URL: `http://127.0.0.1:${PORT}`,
    NODE_ENV: 'development',
    PROVIDER_STANDINS: 'on',
  });
  ({ server, browser } = disposable);
});
afterAll(() => disposable?.stop());

beforeEach(async () => {
  docs = await DocsPage.open(browser, server.url);
});
afterEach(async () => {
  expect(docs.complaints).toEqual([]);
  await docs.page.context().close();
});

/** Where pictures go, for whoever wants to look at the pages. */
const PICTURES = process.env.E2E_PICTURES;

async function picture(name: string): Promise<void> {
  if (PICTURES !== undefined) {
    await docs.page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
  }
}

describe('a sign-in at a provider', () => {
  it.each([
    ['Google', 'Ada Lovelace', 'ada@example.com'],
    ['Apple', 'Grace Hopper', 'grace@example.com'],
    ['Facebook', 'Alan Turing', 'alan@example.com'],
  ])('goes from the button of %s back to Swagger UI, signed in', async (provider, person, email) => {
    const { page } = docs;
    await page.locator('.sign-in-bar').getByRole('link', { name: provider }).click();
    await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor();
    await picture(`consent-${provider}`);
    await page.getByRole('button', { name: person }).click();
    await page.getByText(`Signed in as ${person}.`).waitFor();
    expect(page.url()).toBe(`${server.url}/docs`);
    await docs.showOnly('Users');
    expect(await docs.execute('readUser')).toMatchObject({ status: 200, body: { email } });
    await page.locator('.sign-in-bar').scrollIntoViewIfNeeded();
    await picture(`docs-${provider}`);
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([]);
  });

  it('says so when the person does not want to', async () => {
    const { page } = docs;
    await page.locator('.sign-in-bar').getByRole('link', { name: 'Apple' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('You are not signed in: sessions.provider_denied.').waitFor();
    expect(page.url()).toBe(`${server.url}/docs`);
  });
});

describe('the page of the stand-ins', () => {
  it('leads into the flows', async () => {
    const { page } = docs;
    await page.goto(`${server.url}/standins`);
    await page.getByRole('heading', { name: 'The awkward ones' }).waitFor();
    await picture('standins');
    await page.getByRole('link', { name: 'Sign in with Google' }).click();
    await page.getByText('Somebody new', { exact: true }).click();
    await page.locator('input[name="email"]').fill('somebody@example.com');
    await page.getByRole('button', { name: 'Continue as somebody new' }).click();
    await page.getByText('Signed in as Noor New.').waitFor();
  });

  it('hands out tokens that Swagger UI signs in with, and awkward ones that it does not', async () => {
    const { page } = docs;
    const handOut = async (awkward: string): Promise<unknown> => {
      await page.goto(`${server.url}/standins`);
      await page.locator('select[name="credential"]').selectOption('firebase identityToken');
      await page.locator('select[name="person"]').selectOption('ada');
      await page.locator('select[name="awkward"]').selectOption(awkward);
      await page.getByRole('button', { name: 'Hand it out' }).click();
      await page.getByRole('button', { name: 'Copy' }).first().waitFor();
      await picture(`handed-out-${awkward}`);
      return JSON.parse((await page.locator('#body').textContent())!);
    };
    for (const [awkward, status] of [
      ['', 201],
      ['expired', 401],
    ] as const) {
      const body = await handOut(awkward);
      await docs.reload();
      expect(await docs.execute('createFirebaseSession', body)).toMatchObject({ status });
    }
  });
});
