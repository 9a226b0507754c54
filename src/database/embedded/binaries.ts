import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, errorMessage } from './embedded-postgres.error.js';
import { copyBinariesForOthers, createMissingLinks } from './binaries-folder.js';
import { runCommand, type CommandResult, type ServerAccount } from './processes.js';

/** PostgreSQL's programs, tried out and ready to run. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** Such as `18`; a cluster made by another one cannot be opened. */
  majorVersion: string;
}

const INSTEAD =
  'set DATABASE_URL to a PostgreSQL server instead (postgres://user:password@host:5432/database), and SECRET_KEY with it';

/** PostgreSQL's programs as they were installed. */
export type InstalledBinaries = Omit<PostgresBinaries, 'majorVersion'>;

/**
 * Makes sure that the account can run the programs; a copy is made for it when they lie where it may not look.
 * @throws EmbeddedPostgresError when they do not run on this system
 */
export async function prepareBinaries(
  installed: InstalledBinaries,
  account: ServerAccount | undefined,
): Promise<PostgresBinaries> {
  const folder = dirname(dirname(installed.postgres));
  await createMissingLinks(folder);
  const result = await askVersion(installed.postgres, account);
  if (result.code === 0) return { ...installed, majorVersion: readMajorVersion(result) };

  const original = account ? await askVersion(installed.postgres, undefined) : result;
  if (original.code !== 0) throw doesNotRun(installed.postgres, original);
  const copy = await copyBinariesForOthers(folder);
  const relocate = (program: string): string => join(copy, program.slice(folder.length));
  const postgres = relocate(installed.postgres);
  const copied = await askVersion(postgres, account);
  if (copied.code !== 0) throw doesNotRun(postgres, copied);
  return {
    initdb: relocate(installed.initdb),
    postgres,
    pgCtl: relocate(installed.pgCtl),
    majorVersion: readMajorVersion(copied),
  };
}

/**
 * Finds the programs for this machine.
 * @throws EmbeddedPostgresError when there are none, as in an image
 */
export async function findBinaries(): Promise<InstalledBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The package has types of its own only once installed, and which one that is depends on the machine.
    const programs = (await import(name)) as { initdb: string; postgres: string; pg_ctl: string };
    return { initdb: programs.initdb, postgres: programs.postgres, pgCtl: programs.pg_ctl };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL here (the package ${name} is not installed): ${INSTEAD}.`,
      { cause },
    );
  }
}

function askVersion(postgres: string, account: ServerAccount | undefined): Promise<CommandResult> {
  return runCommand(postgres, ['--version'], { cwd: '/', account });
}

function readMajorVersion(result: CommandResult): string {
  // "postgres (PostgreSQL) 18.4"
  return /\(PostgreSQL\) (\d+)/.exec(result.output)?.[1] ?? 'unknown';
}

function doesNotRun(postgres: string, result: CommandResult): EmbeddedPostgresError {
  const reason = result.startError ? errorMessage(result.startError) : result.output.trim();
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL does not run on this system (${postgres}: ${reason}). ` +
      `On Linux it needs the GNU C library; otherwise ${INSTEAD}.`,
  );
}
