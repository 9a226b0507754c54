import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { credit } from '../support/money.js';
import { urlOf } from '../support/test-database.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
  await credit(api, (await api.signUp()).id, 100);
});
afterAll(() => api.close());

/** What `npm run ledger:verify` runs, from source. */
function verify(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: urlOf(api.database),
      SECRET_KEY: api.secretKeys.first.toString('base64'),
    };
    const command = ['test/support/serve.mjs', '/src/process/command.ts', 'ledger:verify', ...args];
    const child = execFile(process.execPath, command, { cwd: ROOT, env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

it('reports sound books, for people and as JSON', async () => {
  const { code, output } = await verify();
  expect([code, output]).toEqual([
    0,
    expect.stringContaining('The books add up.\n  1 transactions, 2 entries\n'),
  ]);
  const { ok, drift, currencies } = JSON.parse((await verify('--json')).output);
  expect([ok, drift, currencies[0]]).toEqual([true, [], { currency: 'CREDIT', sum: '0' }]);
}, 60_000);

it('names what does not add up, and fails', async () => {
  await api.sql('UPDATE ledger_accounts SET balance = balance + 1 WHERE balance > 0');
  const { code, output } = await verify();
  expect([code, output]).toEqual([1, expect.stringMatching(/DO NOT ADD UP[^]*balance [0-9a-f-]{36}/)]);
  expect((await api.http.get('/health/ready')).body.walletWrites).toBe('off');
}, 60_000);
