import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  startEmbeddedPostgres,
  EmbeddedPostgresError,
  type EmbeddedPostgres,
} from '../../src/database/embedded/embedded-postgres.js';
import { isRunning, kill, killChildren, readPid, startInChild, until } from './server-processes.js';

const isRoot = process.getuid?.() === 0;

const folders: string[] = [];
const servers: EmbeddedPostgres[] = [];
let sharedFolder: Promise<string> | undefined;

afterEach(async () => {
  killChildren();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  if (sharedFolder) await killLeftovers(await sharedFolder);
  for (const folder of folders.splice(0)) {
    await killLeftovers(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

afterAll(async () => {
  if (sharedFolder) await rm(await sharedFolder, { recursive: true, force: true });
});

test('a first start makes a database in UTF-8, and a second one finds the rows of the first', async () => {
  const dataDir = await temporaryFolder();
  const first = await start(dataDir);
  await addRow(first, 'Zoë');
  const [encoding] = await query(first, 'SELECT pg_encoding_to_char(encoding) AS value FROM pg_database');
  expect(encoding).toBe('UTF8');
  await first.stop();

  expect(await listRows(await start(dataDir))).toEqual(['Zoë']);
  expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
});

test('the data folder may have spaces and quotes in its name and a very long path', async () => {
  const dataDir = join(
    await temporaryFolder(),
    `it's a "folder"`,
    ...Array<string>(6).fill('long '.repeat(15).trim()),
  );
  const first = await start(dataDir);
  await addRow(first, 'one');
  await first.stop();
  expect(await listRows(await start(dataDir))).toEqual(['one']);
});

test('a server that is killed comes back in the same place with every committed row', async () => {
  const messages: string[] = [];
  const server = await start(await temporaryFolder(), messages);
  await addRow(server, 'committed');
  const pool = new pg.Pool(server.connection);
  pool.on('error', () => undefined);
  await pool.query('SELECT 1');

  for (let round = 0; round < 2; round += 1) {
    const killed = serverPid(server);
    kill(killed, 'SIGKILL');
    await until(() => serverPid(server) !== killed);
    await until(async () => (await pool.query('SELECT name FROM people')).rowCount === 1);
    await until(() => messages.at(-1) === `PostgreSQL is running again (process ${serverPid(server)})`);
  }
  await pool.end();
});

test('a server whose backend crashes is kept', async () => {
  const server = await start(await stoppedCluster());
  const pid = serverPid(server);
  const [checkpointer] = await query(
    server,
    `SELECT pid AS value FROM pg_stat_activity WHERE backend_type = 'checkpointer'`,
  );
  kill(Number(checkpointer), 'SIGKILL');
  await until(
    async () => (await query(server, 'SELECT 1 AS value')).length === 1 && (await hasOwner(server)),
  );
  expect(serverPid(server)).toBe(pid);
});

test('the server of a Latchkey that was killed is taken over, and stopped at the end', async () => {
  const dataDir = await stoppedCluster();
  const { child, outcome } = startInChild(dataDir);
  expect(await outcome).toEqual({ started: true });
  const pid = readPid(join(dataDir, 'postgres', 'postmaster.pid'));
  child.kill('SIGKILL');

  const server = await start(dataDir);
  expect(serverPid(server)).toBe(pid);
  await addRow(server, 'kept');
  await server.stop();
  expect(isRunning(pid)).toBe(false);
});

test('a start works after both the Latchkey and its server were killed', async () => {
  const dataDir = await stoppedCluster();
  const { child, outcome } = startInChild(dataDir);
  expect(await outcome).toEqual({ started: true });
  child.kill('SIGKILL');
  kill(readPid(join(dataDir, 'postgres', 'postmaster.pid')), 'SIGKILL');

  const server = await start(dataDir);
  await addRow(server, 'works');
});

test('Ctrl-C, which reaches every process of a terminal, leaves the server to what is still in flight', async () => {
  const { child, outcome, output } = startInChild(
    await stoppedCluster(),
    `process.on('SIGINT', async () => {
      const client = new pg.Client(server.connection);
      await client.connect();
      await client.query('SELECT pg_sleep(0.3)');
      console.log('answered');
    });`,
  );
  expect(await outcome).toEqual({ started: true });
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await until(() => output().includes('answered'));
});

test('a start that is broken off leaves no server behind', async () => {
  const dataDir = await stoppedCluster();
  await (await start(dataDir)).stop();
  await expect(startEmbeddedPostgres({ dataDir, signal: AbortSignal.abort() })).rejects.toThrow();
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
});

test('a folder in use is refused in plain words, and its owner does not notice', async () => {
  const dataDir = await stoppedCluster();
  const owner = await start(dataDir);
  const pid = serverPid(owner);

  const { message } = await refusal(dataDir);
  expect(message).toContain(dataDir);
  expect(message).toContain(`in use by another Latchkey (process ${process.pid})`);
  expect(message).toMatch(/set DATA_DIR to another folder \(and PORT to another port\)/);
  expect(serverPid(owner)).toBe(pid);
  await addRow(owner, 'undisturbed');
});

test('of several first starts at once exactly one wins, and the others find the folder in use', async () => {
  const dataDir = await temporaryFolder();
  const outcomes = await Promise.all([1, 2].map(() => startInChild(dataDir).outcome));
  const refused = outcomes.filter((outcome) => !outcome.started);
  expect(refused).toEqual([
    { started: false, message: expect.stringContaining('in use by another Latchkey') as string },
  ]);
  const postmaster = readPid(join(dataDir, 'postgres', 'postmaster.pid'));
  expect(isRunning(postmaster)).toBe(true);
  expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
});

test('a start that was killed half way through making the database leaves nothing in the way', async () => {
  const dataDir = await temporaryFolder();
  const { child } = startInChild(dataDir);
  await until(() => readdirSync(dataDir).some((name) => name.startsWith('postgres.new-')));
  child.kill('SIGKILL');
  await until(() => !isRunning(child.pid ?? 0));
  const deadPid = child.pid;
  await mkdir(join(dataDir, `postgres.new-${deadPid}-leftover`, 'cluster'), { recursive: true });

  const server = await start(dataDir);
  await addRow(server, 'works');
  expect(existsSync(join(dataDir, `postgres.new-${deadPid}-leftover`))).toBe(false);
});

test('a start waits for a Latchkey that is just stopping', async () => {
  const dataDir = await stoppedCluster();
  const first = await start(dataDir);
  await addRow(first, 'stopping');
  const starting = start(dataDir);
  await until(async () => {
    const connections = `SELECT 1 AS value FROM pg_stat_activity WHERE application_name LIKE 'latchkey-owner %'`;
    return (await query(first, connections)).length === 2;
  });
  const [second] = await Promise.all([starting, first.stop()]);
  expect(await listRows(second)).toContain('stopping');
});

test('a process id that was given to another program since is no server', async () => {
  const dataDir = await stoppedCluster();
  const first = await start(dataDir);
  const file = join(first.dataFolder, 'postmaster.pid');
  const contents = await readFile(file, 'utf8');
  await first.stop();
  await writeFile(file, contents.replace(/^\d+/, String(process.pid)));
  const server = await start(dataDir);
  expect(serverPid(server)).not.toBe(process.pid);
});

test.each([
  [
    'cluster of another version',
    'postgres/PG_VERSION',
    '15\n',
    /made by PostgreSQL 15, but PostgreSQL \d+ is installed/,
  ],
  [
    'folder with something else in it',
    'postgres/PG_VERSION',
    undefined,
    /holds files, but no PostgreSQL database/,
  ],
  ['lost password', 'postgres-password', undefined, /postgres-password is missing or empty/],
  ['wrong password', 'postgres-password', 'wrong\n', /refused us.*postgres-password the file that belongs/s],
  [
    'setting that PostgreSQL does not know',
    'postgres/postgresql.conf',
    'no_such = 1\n',
    /could not be started in[^]*"no_such"/,
  ],
])('a %s is refused in plain words and left as it is', async (_name, file, contents, expected) => {
  const dataDir = await stoppedCluster();
  const path = join(dataDir, file);
  const original = await readFile(path);
  if (contents === undefined) await rm(path);
  else await writeFile(path, contents);

  expect((await refusal(dataDir)).message).toMatch(expected);
  expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
  expect(existsSync(path) ? await readFile(path, 'utf8') : undefined).toBe(contents);
  await writeFile(path, original);
});

test('a data folder that cannot be one is refused in plain words', async () => {
  const file = join(await temporaryFolder(), 'file');
  await appendFile(file, '');
  expect((await refusal(join(file, 'data'))).message).toMatch(
    /^Cannot make the data folder: .*Set DATA_DIR to/,
  );
});

test('stopping leaves no process and no socket behind, also when it is asked for twice', async () => {
  const server = await start(await stoppedCluster());
  const pids = (await query(server, 'SELECT pid AS value FROM pg_stat_activity')).map(Number);
  pids.push(serverPid(server));
  await Promise.all([server.stop(), server.stop()]);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(existsSync(server.connection.host)).toBe(false);
});

test('stopping a server that was just killed neither fails nor brings it back', async () => {
  const server = await start(await temporaryFolder());
  const pid = serverPid(server);
  kill(pid, 'SIGKILL');
  await server.stop();
  expect(serverPid(server)).toBe(pid);
  expect(isRunning(pid)).toBe(false);
});

test.runIf(isRoot)('root may keep its data where no other user can look', async () => {
  const closed = await temporaryFolder();
  await chmod(closed, 0o700);
  const dataDir = join(closed, 'data');
  const server = await start(dataDir);
  await addRow(server, 'one');
  const killed = serverPid(server);
  kill(killed, 'SIGKILL');
  await until(async () => serverPid(server) !== killed && (await listRows(server)).length === 1);
  await server.stop();
  expect(await listRows(await start(dataDir))).toEqual(['one']);
  expect((await stat(closed)).mode & 0o777).toBe(0o700);
  expect((await stat(dirname(server.dataFolder))).uid).toBe(0);
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  folders.push(folder);
  return folder;
}

/** Whatever a test has left running goes before its folder does. */
async function killLeftovers(folder: string): Promise<void> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const entry of entries.filter((name) => name.endsWith('postmaster.pid'))) {
    const pid = readPid(join(folder, entry));
    if (pid !== process.pid) kill(pid, 'SIGKILL');
    const socketFolder = readFileSync(join(folder, entry), 'utf8').split('\n')[4];
    if (socketFolder) await rm(socketFolder, { recursive: true, force: true });
  }
}

/** A data folder whose server was stopped in order, the same one for all tests that leave it so. */
function stoppedCluster(): Promise<string> {
  sharedFolder ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
    await (await startEmbeddedPostgres({ dataDir: folder })).stop();
    return folder;
  })();
  return sharedFolder;
}

async function start(dataDir: string, messages: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, onProgress: (message) => messages.push(message) });
  servers.push(server);
  return server;
}

async function refusal(dataDir: string): Promise<EmbeddedPostgresError> {
  const outcome: unknown = await start(dataDir).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(EmbeddedPostgresError);
  return outcome as EmbeddedPostgresError;
}

async function query(server: EmbeddedPostgres, text: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client(server.connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ value: unknown }>(text, values);
    return rows.map(({ value }) => value);
  } finally {
    await client.end();
  }
}

async function addRow(server: EmbeddedPostgres, name: string): Promise<void> {
  await query(server, 'CREATE TABLE IF NOT EXISTS people (name text)');
  await query(server, 'INSERT INTO people VALUES ($1)', [name]);
}

function listRows(server: EmbeddedPostgres): Promise<unknown[]> {
  return query(server, 'SELECT name AS value FROM people');
}

async function hasOwner(server: EmbeddedPostgres): Promise<boolean> {
  const names = await query(
    server,
    `SELECT 1 AS value FROM pg_locks WHERE locktype = 'advisory' AND granted`,
  );
  return names.length === 1;
}

function serverPid(server: EmbeddedPostgres): number {
  return readPid(join(server.dataFolder, 'postmaster.pid'));
}
