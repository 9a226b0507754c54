import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HttpClient } from '../support/http-client.js';
import { freePort, ServerProcess, until } from '../support/server-process.js';
import { createTestDatabase, urlOf } from '../support/test-database.js';

const SECRET = 'the only secret in this test';
let running: ServerProcess[];
let dataDir: string;
beforeEach(async () => {
  running = [];
  dataDir = await mkdtemp(join(tmpdir(), 'latchkey process '));
});
afterEach(async () => {
  await Promise.all(running.map((server) => (server.kill('SIGKILL'), server.exited)));
  await rm(dataDir, { recursive: true, force: true });
});

function start(environment: Record<string, string>): ServerProcess {
  const server = new ServerProcess({ DATA_DIR: dataDir, ADMIN_PASSWORD: SECRET, ...environment });
  running.push(server);
  return server;
}

async function onDatabase(environment: Record<string, string> = {}, template?: string) {
  return {
    DATABASE_URL: urlOf(await createTestDatabase(template)),
    SECRET_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://accounts.example.com',
    PORT: await freePort(),
    ...environment,
  };
}

async function signInAsAdmin(url: string): Promise<HttpClient> {
  const http = new HttpClient(url);
  const { status, body } = await http.post('/v1/sessions', { identifier: 'admin', password: SECRET });
  expect(status).toBe(201);
  return http.as(body.accessToken as string);
}

describe('a start', () => {
  it('on an empty folder makes everything it needs, and the next start finds it again', async () => {
    const port = await freePort();
    const first = start({ PORT: port, ADMIN_PASSWORD: '' });
    await first.ready();
    expect(first.output).toContain(`http://localhost:${port}/v1`);
    expect(first.output).toContain(`http://localhost:${port}/docs`);
    expect(first.output).toContain(dataDir);
    const password = /Password +(\S+)/.exec(first.output)![1];
    const http = new HttpClient(first.url);
    const { body } = await http.post('/v1/sessions', { identifier: 'admin', password });
    expect((await stat(join(dataDir, 'secret-key'))).mode & 0o077).toBe(0);
    expect(await first.stop()).toBe(0);

    const second = start({ PORT: port, ADMIN_PASSWORD: '' });
    await second.ready();
    expect(second.output).not.toContain('Password');
    expect((await http.get('/v1/users/me', { token: body.accessToken as string })).status).toBe(200);
    expect(await second.stop()).toBe(0);
  });

  it('survives kill -9 with everything that was acknowledged', async () => {
    const environment = { PORT: await freePort() };
    const first = start(environment);
    await first.ready();
    const admin = await signInAsAdmin(first.url);
    await admin.post('/v1/users', { username: 'survivor' });
    first.kill('SIGKILL');
    await first.exited;
    const second = start(environment);
    await second.ready();
    expect((await admin.get('/v1/users/survivor')).status).toBe(200);
    await second.stop();
  });

  it('on a folder in use says so and leaves the other alone', async () => {
    const first = start({ PORT: await freePort() });
    await first.ready();
    const second = start({ PORT: await freePort() });
    expect(await second.exited).toBe(1);
    expect(second.output).toContain(`${dataDir} is already in use by another Latchkey`);
    expect((await new HttpClient(first.url).get('/health/ready')).status).toBe(200);
    await first.stop();
  });

  it('on a busy port says so', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await until(() => server.listening, 'the port');
    const { port } = server.address() as { port: number };
    const latchkey = start(await onDatabase({ PORT: String(port) }));
    expect(await latchkey.exited).toBe(1);
    expect(latchkey.output).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(latchkey.output).not.toContain(' at ');
    server.close();
  });

  it('with bad settings lists all of them at once, shows no value and opens no port', async () => {
    const port = await freePort();
    const began = Date.now();
    const server = start({
      PORT: port,
      DATABASE_URL: 'mysql://hidden-value',
      SECRET_KEY: 'hidden-value',
      SIGN_UP: 'hidden-value',
      TRUSTED_PROXIES: '0.0.0.0/0',
      PUBLIC_URL: 'hidden-value',
      LOG_LEVEL: 'hidden-value',
    });
    expect(await server.exited).toBe(1);
    expect(Date.now() - began).toBeLessThan(5_000);
    for (const name of [
      'DATABASE_URL',
      'SECRET_KEY',
      'SIGN_UP',
      'TRUSTED_PROXIES',
      'PUBLIC_URL',
      'LOG_LEVEL',
    ]) {
      expect(server.output).toContain(name);
    }
    expect(server.output).not.toContain('hidden-value');
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('with the key of another database says so', async () => {
    const environment = await onDatabase();
    const first = start(environment);
    await first.ready();
    await first.stop();
    const second = start({ ...environment, SECRET_KEY: randomBytes(32).toString('base64') });
    expect(await second.exited).toBe(1);
    expect(second.output).toContain('SECRET_KEY is not the key that this database was set up with');
  });

  it('reads secrets from files', async () => {
    const { DATABASE_URL, SECRET_KEY, ...environment } = await onDatabase({ ADMIN_PASSWORD: '' });
    await Promise.all([
      writeFile(join(dataDir, 'url'), `${DATABASE_URL}\n`),
      writeFile(join(dataDir, 'key'), SECRET_KEY),
      writeFile(join(dataDir, 'password'), SECRET),
    ]);
    const server = start({
      ...environment,
      DATABASE_URL_FILE: join(dataDir, 'url'),
      SECRET_KEY_FILE: join(dataDir, 'key'),
      ADMIN_PASSWORD_FILE: join(dataDir, 'password'),
    });
    await server.ready();
    await signInAsAdmin(server.url);
    await server.stop();
  });

  it('of three at once on an empty database brings all three up, with one administrator and the same keys', async () => {
    const environment = await onDatabase({}, 'template0');
    const servers = await Promise.all(
      [0, 1, 2].map(async () => start({ ...environment, PORT: await freePort() })),
    );
    await Promise.all(servers.map((server) => server.ready()));
    const keys = await Promise.all(
      servers.map(async ({ url }) => (await new HttpClient(url).get('/.well-known/jwks.json')).body),
    );
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
    const admin = await signInAsAdmin(servers[0].url);
    const { accessToken } = (
      await new HttpClient(servers[1].url).post('/v1/sessions', { identifier: 'admin', password: SECRET })
    ).body;
    expect(
      (await new HttpClient(servers[2].url).get('/v1/users/me', { token: accessToken as string })).status,
    ).toBe(200);
    expect((await admin.get('/v1/users?include=total')).body.total).toBe(1);
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('waits for a database that is away, alive but not ready, and serves when it comes', async () => {
    const environment = await onDatabase();
    const gate = new Gate(environment.DATABASE_URL);
    const server = start({ ...environment, DATABASE_URL: await gate.closed() });
    const http = new HttpClient(server.url);
    await until(
      async () => (await http.get('/health/live').catch(() => ({ status: 0 }))).status === 200,
      'liveness',
    );
    const [ready, other] = [await http.get('/health/ready'), await http.get('/v1/users/me')];
    expect([ready.status, other.status, other.body.code]).toEqual([503, 503, 'service.starting']);
    expect(other.headers.get('retry-after')).toBe('1');
    await gate.open();
    await server.ready();
    await signInAsAdmin(server.url);
    gate.cut();
    const refused = await http.post('/v1/sessions', { identifier: 'admin', password: SECRET });
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    await until(async () => (await http.get('/health/ready')).status === 503, 'not ready');
    expect((await http.get('/health/live')).status).toBe(200);
    await gate.open();
    await until(async () => (await http.get('/health/ready')).status === 200, 'ready again');
    await signInAsAdmin(server.url);
    await server.stop();
    gate.cut();
  });
});

describe('a stop', () => {
  it('answers what is in flight, takes nothing new, and exits with 0', async () => {
    const server = start(await onDatabase());
    await server.ready();
    const body = JSON.stringify({ identifier: 'admin', password: SECRET });
    const inFlight = new Promise<{ status: number; connection: string | undefined }>((resolve, reject) => {
      const call = request(`${server.url}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': body.length },
      });
      call.on('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode!, connection: response.headers.connection });
      });
      call.on('error', reject);
      call.write(body.slice(0, 10));
      setTimeout(() => server.kill('SIGTERM'), 100);
      setTimeout(() => call.end(body.slice(10)), 2_500);
    });
    await until(
      async () => (await fetch(`${server.url}/health/ready`).catch(() => ({ status: 503 }))).status === 503,
      'not ready',
    );
    expect(await inFlight).toEqual({ status: 201, connection: 'close' });
    expect(await server.exited).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('lets the passwords that are being checked be checked', async () => {
    const server = start(await onDatabase({ RATE_LIMITS: 'off' }));
    await server.ready();
    const http = new HttpClient(server.url);
    const statuses: number[] = [];
    const signInUntilClosed = async (): Promise<void> => {
      for (;;) {
        const answer = await http
          .post('/v1/sessions', { identifier: 'admin', password: SECRET })
          .catch(() => null);
        if (answer === null) {
          return;
        }
        statuses.push(answer.status);
      }
    };
    const people = Array.from({ length: 4 }, signInUntilClosed);
    await until(() => statuses.length >= 4, 'sign-ins');
    expect(await server.stop()).toBe(0);
    await Promise.all(people);
    // 503 for those that came too late.
    expect(statuses.filter((status) => status !== 201 && status !== 503)).toEqual([]);
  });

  it('while it still starts leaves nothing running', async () => {
    const server = start({ PORT: await freePort() });
    await server.prints('Creating the database');
    server.kill('SIGINT');
    expect(await server.exited).not.toBeNull();
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => null);
    expect(pidFile).toBeNull();
  });

  it('is immediate at the second signal', async () => {
    const server = start(await onDatabase());
    await server.ready();
    server.kill('SIGTERM');
    await until(() => server.output.includes('Stopping.'), 'the first signal');
    const began = Date.now();
    server.kill('SIGTERM');
    expect(await server.exited).toBe(1);
    expect(Date.now() - began).toBeLessThan(900);
  });
});

describe('the log', () => {
  it('is JSON lines with the request id, and holds no secret', async () => {
    const server = start(await onDatabase({ LOG_LEVEL: 'trace' }));
    await server.ready();
    const admin = await signInAsAdmin(server.url);
    const { body } = await admin.post('/v1/sessions', { identifier: 'admin', password: SECRET });
    await admin.post('/v1/sessions/refresh', { refreshToken: body.refreshToken });
    await admin.get('/v1/users/me?probe=hidden-query', { headers: { 'x-request-id': 'my-request-1' } });
    await admin.get('/v1/users/somebody@example.com');
    await server.stop();
    const lines = server.output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        requestId: 'my-request-1',
        method: 'GET',
        route: '/v1/users/:userId',
        status: 200,
      }),
    );
    for (const secret of [
      SECRET,
      body.accessToken,
      body.refreshToken,
      'hidden-query',
      'somebody@example.com',
      server.environment.SECRET_KEY,
    ]) {
      expect(server.output).not.toContain(secret);
    }
  });
});

/** A way to the database that can be closed, opened and cut. */
class Gate {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  private readonly url: URL;

  constructor(url: string) {
    this.url = new URL(url);
  }

  /** The URL through the gate, nobody listening yet. */
  async closed(): Promise<string> {
    this.port = Number(await freePort());
    const { username, password, pathname } = this.url;
    return `postgres://${username}:${password}@127.0.0.1:${this.port}${pathname}`;
  }

  async open(): Promise<void> {
    const path = `${decodeURIComponent(this.url.hostname)}/.s.PGSQL.${this.url.port || '5432'}`;
    this.server = createServer((socket) => {
      const onward = connect(path);
      for (const end of [socket, onward]) {
        this.sockets.add(end);
        end.on('error', () => undefined);
        end.on('close', () => (socket.destroy(), onward.destroy()));
      }
      socket.pipe(onward).pipe(socket);
    });
    this.server.listen(this.port, '127.0.0.1');
    await until(() => this.server!.listening, 'the gate');
  }

  cut(): void {
    this.server?.close();
    this.sockets.forEach((socket) => socket.destroy());
  }
}
