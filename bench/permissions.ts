/**
 * What a question about permissions costs, as ratios of one run: `npx nest build && npx tsx bench/permissions.ts`.
 * Ends with 1 when a ratio is above its limit.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';

const PASSWORD = 'a password for measuring';
const ROUNDS = 15;
const REQUESTS_PER_ROUND = 500;
const SIGN_INS_PER_ROUND = 16;
const WARM_UP_ROUNDS = 4;
const CONNECTIONS = 8;
const MANY_ROLES = 50;
const MANY_GRANTS = 1_000;

interface Load {
  path: string;
  token?: string;
  body?: unknown;
  requests?: number;
}

class Server {
  private constructor(
    readonly url: string,
    private readonly process: ChildProcess,
    private readonly dataDir: string,
  ) {}

  static async start(): Promise<Server> {
    const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-bench-'));
    const port = await freePort();
    const child = spawn(process.execPath, ['dist/server/main.js'], {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATA_DIR: dataDir,
        ADMIN_PASSWORD: PASSWORD,
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const server = new Server(`http://127.0.0.1:${port}`, child, dataDir);
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const answer = await fetch(`${server.url}/health/ready`).catch(() => null);
      if (answer?.ok === true) {
        return server;
      }
      await delay(100);
    }
    await server.stop();
    throw new Error('The server did not get ready.');
  }

  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async call(method: string, path: string, token?: string, body?: unknown) {
    const answer = await fetch(this.url + path, {
      method,
      headers: headersOf(token),
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return JSON.parse(await answer.text());
  }

  /** @returns milliseconds a request, the server being busy all the time */
  async cost({ path, token, body, requests = REQUESTS_PER_ROUND }: Load): Promise<number> {
    const startedAt = performance.now();
    const result = await autocannon({
      url: this.url + path,
      method: body === undefined ? 'GET' : 'POST',
      headers: headersOf(token),
      body: body === undefined ? undefined : JSON.stringify(body),
      connections: CONNECTIONS,
      amount: requests,
      // A run ends with a sample; by default that is a whole second.
      sampleInt: 10,
    });
    if (result.non2xx > 0 || result.errors > 0) {
      throw new Error(`${path}: ${result.non2xx} refusals, ${result.errors} errors`);
    }
    return (performance.now() - startedAt) / requests;
  }
}

function headersOf(token?: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}

const OWN = Array.from({ length: 10 }, (_, index) => `read:kind${index}`);
const CHECKS = [
  ...OWN.slice(0, 5).map((permission) => ({ permission })),
  ...[1, 2, 3, 4, 5].map((index) => ({ type: 'read', resourceType: 'document', resource: String(index) })),
];

interface User {
  identifier: string;
  token: string;
}

/** A user whose every role gives ten permissions, with grants on documents 1, 2, 3 and so on. */
async function makeUser(server: Server, admin: string, roles: number, grants: number): Promise<User> {
  const identifier = `user-${roles}`;
  const ids: string[] = [];
  for (let index = 0; index < roles; index += 1) {
    const name = `${identifier}-${index}`;
    const role = await server.call('POST', '/v1/roles', admin, { name, permissions: OWN });
    ids.push(role.id as string);
  }
  await server.call('POST', '/v1/users', admin, { username: identifier, password: PASSWORD, roles: ids });
  for (let index = 1; index <= grants; index += 1) {
    const grant = { type: 'read', resourceType: 'document', resource: String(index) };
    await server.call('POST', `/v1/users/${identifier}/grants`, admin, grant);
  }
  return { identifier, token: await signIn(server, identifier) };
}

async function signIn(server: Server, identifier: string): Promise<string> {
  const answer = await server.call('POST', '/v1/sessions', undefined, { identifier, password: PASSWORD });
  return answer.accessToken as string;
}

/** Measures in turns, so that what else the machine does weighs on both sides alike. */
async function ratio(server: Server, one: Load, other: Load): Promise<number> {
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await server.cost(one);
    await server.cost(other);
  }
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ratios.push((await server.cost(one)) / (await server.cost(other)));
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

const server = await Server.start();
try {
  const admin = await signIn(server, 'admin');
  for (const permission of OWN) {
    await server.call('POST', '/v1/permissions', admin, { permission });
  }
  const small = await makeUser(server, admin, 1, 10);
  const large = await makeUser(server, admin, MANY_ROLES, MANY_GRANTS);

  const checkBy = (user: User): Load => ({
    path: '/v1/permissions/check',
    token: user.token,
    body: { checks: CHECKS },
  });
  const meOf = (user: User): Load => ({ path: '/v1/users/me', token: user.token });
  const signInOf = ({ identifier }: User): Load => ({
    path: '/v1/sessions',
    body: { identifier, password: PASSWORD },
    requests: SIGN_INS_PER_ROUND,
  });
  const about: Load = {
    path: '/v1/permissions/check',
    token: admin,
    body: { userId: (await server.call('GET', '/v1/users/me', small.token)).id as string, checks: CHECKS },
  };

  const figures: [what: string, limit: number, one: Load, other: Load][] = [
    ['10 checks / GET /v1/users/me', 1.5, checkBy(small), meOf(small)],
    [
      `10 checks, ${MANY_ROLES} roles and ${MANY_GRANTS} grants / one role`,
      2,
      checkBy(large),
      checkBy(small),
    ],
    ['GET /v1/users/me, the same', 2, meOf(large), meOf(small)],
    ['10 checks about somebody else / about oneself', 1.5, about, checkBy(small)],
    // Last, since an account has at most fifty sessions and the oldest end.
    ['sign-in, the same', 2, signInOf(large), signInOf(small)],
  ];
  for (const [what, limit, one, other] of figures) {
    const measured = await ratio(server, one, other);
    console.log(`${measured.toFixed(2)} (at most ${limit})  ${what}`);
    process.exitCode = measured <= limit ? process.exitCode : 1;
  }
} finally {
  await server.stop();
}
