import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '../support/server-process.js';

/** A server with data of its own, which are gone when it is stopped. */
export interface DisposableServer {
  server: ServerProcess;
  stop(): Promise<void>;
}

export async function startDisposableServer(environment: Record<string, string>): Promise<DisposableServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-e2e-'));
  const server = new ServerProcess({ DATA_DIR: dataDir, ...environment });
  await server.ready();
  return {
    server,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
