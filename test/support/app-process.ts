import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HttpClient } from './http-client.js';
import { type TestDatabase, urlOf } from './test-database.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The application in a process of its own, to be killed. */
export interface AppProcess {
  http: HttpClient;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the application from source on a database, and waits until it is ready. */
export async function startAppProcess(
  database: TestDatabase,
  environment: Record<string, string>,
): Promise<AppProcess> {
  const child = spawn(process.execPath, ['test/support/serve.mjs', '/src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: urlOf(database),
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'error',
      ...environment,
    },
  });
  const port = await readPort(child);
  return {
    http: new HttpClient(`http://127.0.0.1:${port}`),
    kill: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function readPort(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /http:\/\/localhost:(\d+)\/v1/.exec(output)?.[1];
      if (port !== undefined) {
        resolve(port);
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`The application did not start:\n${output}`)));
  });
}
