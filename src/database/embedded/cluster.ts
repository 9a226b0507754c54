import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { PostgresBinaries } from './binaries.js';
import { createCluster, removeLeftovers } from './cluster-creation.js';
import { EmbeddedPostgresError, errorCode, fileError } from './embedded-postgres.error.js';
import type { ServerAccount } from './processes.js';
import { adoptRootOwnedCluster } from './server-account.js';

/** Where everything of one data folder lies. */
export interface ClusterPaths {
  dataDir: string;
  clusterFolder: string;
  logFile: string;
  passwordFile: string;
}

/** A cluster that exists and may be started. */
export interface Cluster extends ClusterPaths {
  binaries: PostgresBinaries;
  account: ServerAccount | undefined;
  password: string;
  report: (message: string) => void;
}

/** The names of files and folders within a data folder. */
export function clusterPaths(dataDir: string): ClusterPaths {
  const folder = resolve(dataDir);
  return {
    dataDir: folder,
    clusterFolder: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    passwordFile: join(folder, 'postgres-password'),
  };
}

/** Makes the folder that holds all of Latchkey's local data, open to nobody else, unless it exists. */
export async function createDataFolder(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch(async () => {
    // Making several folders at once reports a read-only disk as a missing folder; making one tells the truth.
    await mkdir(dataDir, { mode: 0o700 }).catch((error: unknown) => {
      throw fileError('make the data folder', dataDir, error);
    });
  });
}

/**
 * Makes the cluster unless there is one that these programs can open.
 * @returns the password of the cluster's user
 * @throws EmbeddedPostgresError
 */
export async function prepareCluster(
  paths: ClusterPaths,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
  report: (message: string) => void,
): Promise<string> {
  try {
    await removeLeftovers(paths.dataDir);
    if ((await readClusterVersion(paths.clusterFolder)) === undefined) {
      report(`Creating the database in ${paths.clusterFolder} (first start only)`);
      await createCluster(paths, binaries, account);
    } else {
      await adoptRootOwnedCluster(paths.clusterFolder, account);
    }
    assertSameVersion(
      paths.clusterFolder,
      await readClusterVersion(paths.clusterFolder),
      binaries.majorVersion,
    );
    return await readPassword(paths);
  } catch (error) {
    throw fileError('prepare the embedded PostgreSQL', paths.dataDir, error);
  }
}

/** @returns undefined when there is no cluster yet */
async function readClusterVersion(clusterFolder: string): Promise<string | undefined> {
  const version = await valueUnlessMissing(readFile(join(clusterFolder, 'PG_VERSION'), 'utf8'));
  if (version !== undefined) return version.trim();
  const entries = (await valueUnlessMissing(readdir(clusterFolder))) ?? [];
  if (entries.length === 0) return undefined;
  // Another process may have put its cluster there between the two looks.
  if (entries.includes('PG_VERSION')) return readClusterVersion(clusterFolder);
  throw new EmbeddedPostgresError(
    `The folder ${clusterFolder} holds files, but no PostgreSQL database. ` +
      'Move it away, or set DATA_DIR to another folder.',
  );
}

function assertSameVersion(clusterFolder: string, found: string | undefined, installed: string): void {
  if (found === installed) return;
  throw new EmbeddedPostgresError(
    `The database in ${clusterFolder} was made by PostgreSQL ${found}, but PostgreSQL ${installed} is installed here ` +
      `and cannot open it. Dump it with PostgreSQL ${found} (pg_dumpall) and restore the dump into an empty DATA_DIR, ` +
      'or go back to the version of Latchkey that made it. Nothing was changed.',
  );
}

async function readPassword(paths: ClusterPaths): Promise<string> {
  const password = (await valueUnlessMissing(readFile(paths.passwordFile, 'utf8')))?.trim();
  if (password) return password;
  throw new EmbeddedPostgresError(
    `The file ${paths.passwordFile} is missing or empty, and the database in ${paths.clusterFolder} cannot be opened ` +
      'without it. Put it back from a backup, or set DATA_DIR to another folder to begin anew.',
  );
}

async function valueUnlessMissing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  return reading.catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}
