import { chown, lchown, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, errorCode } from './embedded-postgres.error.js';
import type { ServerAccount } from './processes.js';

const NOBODY: ServerAccount = { uid: 65534, gid: 65534 };

/**
 * Chooses the account for PostgreSQL, which refuses to run as root: the owner of an existing cluster, otherwise nobody.
 * @returns undefined when it is simply our own account
 * @throws EmbeddedPostgresError for root on other systems than Linux
 */
export async function chooseServerAccount(clusterFolder: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== 'linux') {
    throw new EmbeddedPostgresError(
      'PostgreSQL does not run as root. Start Latchkey as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  try {
    const { uid, gid } = await stat(clusterFolder);
    return uid === 0 ? NOBODY : { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NOBODY;
    throw error;
  }
}

/**
 * How the server is told its folder. Another account may not be able to walk the path, as in a clone under /root; the
 * folder is then our child's working directory, which this Linux path names without walking anywhere.
 */
export function dataFolderArgument(folder: string, account: ServerAccount | undefined): string {
  return account ? '/proc/self/cwd' : folder;
}

/** Hands a file or folder of ours, which nobody else can be using yet, to PostgreSQL's account. */
export async function giveToServer(path: string, account: ServerAccount | undefined): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** A cluster that root copied back from a backup belongs to root as a whole: hands all of it to PostgreSQL's account. */
export async function adoptRootOwnedCluster(
  clusterFolder: string,
  account: ServerAccount | undefined,
): Promise<void> {
  if (!account || (await lstat(clusterFolder)).uid !== 0) return;
  const entries = await readdir(clusterFolder, { recursive: true });
  for (const entry of entries) await lchown(join(clusterFolder, entry), account.uid, account.gid);
  // The folder itself comes last, so that an interrupted run is taken up again.
  await lchown(clusterFolder, account.uid, account.gid);
}

/** Whether the account can reach what lies in this folder, judged by the permission bits on the way to it. */
export async function canReach(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  if (!account) return true;
  for (let current = folder; ; current = dirname(current)) {
    const { mode, uid, gid } = await stat(current);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
