import { randomBytes, randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.js';
import type { ClusterPaths } from './cluster.js';
import { EmbeddedPostgresError, errorCode, errorMessage } from './embedded-postgres.error.js';
import { isAlive, runCommand, type ServerAccount } from './processes.js';
import { dataFolderArgument, giveToServer } from './server-account.js';

/** The one user of the cluster, and its superuser. */
export const SERVER_USER = 'latchkey';

const LEFTOVER = /^postgres(?:-password)?\.new-(\d+)-/;
const namesInUse = new Set<string>();

/**
 * Makes the cluster beside its place and renames it, so that it is there as a whole or not at all. Of several processes
 * that do so at once one wins, and the others throw theirs away and use it.
 * @throws EmbeddedPostgresError, or the file system's own error
 */
export async function createCluster(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
): Promise<void> {
  await withTemporaryName(join(paths.dataDir, 'postgres'), async (temporary) => {
    const cluster = join(temporary, 'cluster');
    const password = await readOrCreatePassword(paths.passwordFile);
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    await writeFile(join(temporary, 'password'), `${password}\n`, { mode: 0o600 });
    for (const path of [temporary, cluster, join(temporary, 'password')]) await giveToServer(path, account);
    await initialise(cluster, binaries, account, paths.clusterFolder);
    try {
      // Windows does not rename onto an existing folder, empty or not.
      await rmdir(paths.clusterFolder).catch(() => undefined);
      await rename(cluster, paths.clusterFolder);
      await syncFolder(paths.dataDir);
    } catch (error) {
      if (!(await exists(join(paths.clusterFolder, 'PG_VERSION')))) throw error;
    }
  });
}

/** Removes what processes that were killed while they made a cluster have left behind, as far as that can be done. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = Number(LEFTOVER.exec(name)?.[1]);
    if (!pid || namesInUse.has(join(dataDir, name)) || (pid !== process.pid && isAlive(pid))) continue;
    // An initdb that outlived its parent may still be writing: then the next start removes it.
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Everyone who comes first at the same time ends up with the same password, whose cluster ever is kept. */
async function readOrCreatePassword(passwordFile: string): Promise<string> {
  await withTemporaryName(passwordFile, async (temporary) => {
    const file = await open(temporary, 'wx', 0o600);
    await file.writeFile(`${randomBytes(32).toString('hex')}\n`);
    await file.sync().finally(() => file.close());
    await link(temporary, passwordFile).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  });
  return (await readFile(passwordFile, 'utf8')).trim();
}

async function initialise(
  folder: string,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
  destination: string,
): Promise<void> {
  const result = await runCommand(
    binaries.initdb,
    [
      `--pgdata=${dataFolderArgument(folder, account)}`,
      `--username=${SERVER_USER}`,
      '--pwfile=../password',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { cwd: folder, account },
  );
  if (result.code === 0) return;
  const reason = result.startError
    ? errorMessage(result.startError)
    : result.output.trim().split('\n').slice(-8).join('\n');
  throw new EmbeddedPostgresError(
    `PostgreSQL could not make a new database in ${destination}:\n${reason}\n` +
      'Check that the disk has room and that the folder lies on a file system with Unix permissions, ' +
      'or set DATA_DIR to another folder, or DATABASE_URL to a PostgreSQL server.',
  );
}

/** Lends a name beside `path` that `removeLeftovers` knows, and removes what was put there. */
async function withTemporaryName(path: string, use: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.new-${process.pid}-${randomUUID()}`;
  namesInUse.add(temporary);
  try {
    await use(temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
    namesInUse.delete(temporary);
  }
}

/** Makes a rename last through a power cut; Windows neither offers nor needs it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
