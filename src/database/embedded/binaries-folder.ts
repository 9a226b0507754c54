import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError, errorCode, fileError } from './embedded-postgres.error.js';

const CACHE_FOLDER = '/var/cache/latchkey';

/**
 * Makes the links between the libraries that an installation without install scripts leaves out. Where they cannot be
 * made, trying out the programs tells whether they are missed.
 * @param folder the package's `native` folder
 */
export async function createMissingLinks(folder: string): Promise<void> {
  const listed = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(dirname(folder), target);
    const exists = await lstat(link).then(
      () => true,
      () => false,
    );
    if (!exists) await symlink(relative(dirname(target), source), link).catch(() => undefined);
  }
}

/**
 * Copies the programs, once for each version, to where another account than root can read and run them. Root's own
 * folders stay as closed as they are.
 * @param folder the package's `native` folder
 * @returns the folder that stands for it
 */
export async function copyBinariesForOthers(folder: string): Promise<string> {
  const copy = join(CACHE_FOLDER, `postgresql-${await readVersion(dirname(folder))}`);
  const temporary = `${copy}.${randomUUID()}`;
  try {
    await mkdir(CACHE_FOLDER, { recursive: true, mode: 0o755 });
    await assertOnlyRootWrites(CACHE_FOLDER);
    // A strict umask had its say when the folder was made.
    await chmod(CACHE_FOLDER, 0o755);
    if (await isFolder(copy)) return copy;
    await cp(folder, temporary, { recursive: true, verbatimSymlinks: true });
    await openForReading(temporary);
    await rename(temporary, copy).catch((error: unknown) => {
      // Somebody else was faster: theirs is as good.
      if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
    });
    return copy;
  } catch (cause) {
    throw fileError('copy PostgreSQL to where it can run without root', CACHE_FOLDER, cause);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function readVersion(packageFolder: string): Promise<string> {
  const description = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return `${description.version}-${basename(packageFolder)}`;
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** What lies there is going to be run, so nobody else may have had a hand in it. */
async function assertOnlyRootWrites(folder: string): Promise<void> {
  const { uid, mode } = await lstat(folder);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw new EmbeddedPostgresError(
    `The folder ${folder} can be written by others than root, so PostgreSQL is not run from it. ` +
      'Remove that folder, or start Latchkey as an ordinary user.',
  );
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
