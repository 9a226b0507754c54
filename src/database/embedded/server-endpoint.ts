import { lstat, mkdir, mkdtemp, rmdir, unlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import type { ServerAccount } from './processes.js';
import { canReach, giveToServer } from './server-account.js';

/** Where the server listens: a socket folder on Unix, 127.0.0.1 on Windows. */
export interface ServerEndpoint {
  host: string;
  port: number;
}

const DEFAULT_PORT = 5432;
const FOLDER_PREFIX = 'latchkey-postgres-';
/** The address of a Unix socket holds 104 bytes on macOS and 108 on Linux, its end mark included. */
const LONGEST_SOCKET_PATH_BYTES = 103;

/** Chooses a place to listen that only PostgreSQL's account and root can reach, and that no server has used before. */
export async function createEndpoint(account: ServerAccount | undefined): Promise<ServerEndpoint> {
  if (process.platform === 'win32') return { host: '127.0.0.1', port: await findFreePort() };
  for (const base of new Set([tmpdir(), '/tmp'])) {
    const longest = join(base, `${FOLDER_PREFIX}XXXXXX`, `.s.PGSQL.${DEFAULT_PORT}`);
    if (Buffer.byteLength(longest) > LONGEST_SOCKET_PATH_BYTES) continue;
    if (!(await canReach(base, account).catch(() => false))) continue;
    const folder = await mkdtemp(join(base, FOLDER_PREFIX)).catch(() => undefined);
    if (folder === undefined) continue;
    await giveToServer(folder, account);
    return { host: folder, port: DEFAULT_PORT };
  }
  throw new EmbeddedPostgresError(
    `No folder for PostgreSQL's socket could be made in ${tmpdir()} or /tmp. ` +
      'Make one of them writable, or set DATABASE_URL to a PostgreSQL server.',
  );
}

/**
 * Makes a place fit for use by a server that is started again there.
 * @param isFree whether the server that used it is known to be dead; what it left is then removed
 */
export async function restoreEndpoint(
  endpoint: ServerEndpoint,
  account: ServerAccount | undefined,
  isFree: boolean,
): Promise<void> {
  if (process.platform === 'win32') return;
  if (await isOurSocketFolder(endpoint.host, account)) {
    if (isFree) await removeSockets(endpoint);
    return;
  }
  await mkdir(endpoint.host, { mode: 0o700 });
  await giveToServer(endpoint.host, account);
}

/** Removes a socket folder made here and what a dead server left in it; one that was never made here stays. */
export async function removeEndpoint(endpoint: ServerEndpoint): Promise<void> {
  if (!basename(endpoint.host).startsWith(FOLDER_PREFIX)) return;
  await removeSockets(endpoint);
  await rmdir(endpoint.host).catch(() => undefined);
}

/** Whether clients of the one find the other. */
export function isSameEndpoint(one: ServerEndpoint, other: ServerEndpoint): boolean {
  return one.host === other.host && one.port === other.port;
}

async function removeSockets({ host, port }: ServerEndpoint): Promise<void> {
  const socket = join(host, `.s.PGSQL.${port}`);
  for (const file of [socket, `${socket}.lock`]) await unlink(file).catch(() => undefined);
}

/** Temporary folders are anybody's to make: ours is known by its owner and by being closed to all others. */
async function isOurSocketFolder(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  if (!basename(folder).startsWith(FOLDER_PREFIX)) return false;
  const found = await lstat(folder).catch(() => undefined);
  const owner = account?.uid ?? process.getuid?.();
  return found !== undefined && found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
