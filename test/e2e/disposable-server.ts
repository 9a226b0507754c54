import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { freePort, ServerProcess } from '../support/server-process.js';
import { launchBrowser } from './docs-page.js';

export const ADMIN = { username: 'admin', password: 'a password for a test' };

/** A server with data of its own, which are gone when it is stopped, and a browser that reaches nothing else. */
export interface DisposableServer {
  server: ServerProcess;
  browser: Browser;
  stop(): Promise<void>;
}

/** @param environment as in production unless it says otherwise */
export async function startDisposableServer(
  environment: Record<string, string> = {},
): Promise<DisposableServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-e2e-'));
  const server = new ServerProcess({
    DATA_DIR: dataDir,
    PORT: await freePort(),
    ADMIN_PASSWORD: ADMIN.password,
    NODE_ENV: 'production',
    ...environment,
  });
  await server.ready();
  const browser = await launchBrowser(new URL(server.url).host);
  return {
    server,
    browser,
    stop: async () => {
      await browser.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
