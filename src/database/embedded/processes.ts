import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { errorCode } from './embedded-postgres.error.js';

/** The account PostgreSQL runs under when it must not be our own; see `server-account.ts`. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/** How a command ended; `code` is null when it was killed or could not be started at all. */
export interface CommandResult {
  code: number | null;
  output: string;
  startError?: Error;
}

/**
 * What PostgreSQL's programs see of our environment: nothing, so that neither our secrets nor a stray PGDATA or locale
 * reach them. macOS needs a locale to be named; Windows adds what it cannot do without, the search path too.
 */
export const SERVER_ENVIRONMENT: Record<string, string> =
  process.platform === 'win32' ? { LC_ALL: 'C' } : { LC_ALL: 'C', PATH: '/usr/local/bin:/usr/bin:/bin' };

/** Runs a program to its end, collecting what it prints; never rejects. */
export function runCommand(
  command: string,
  commandArguments: readonly string[],
  options: { cwd: string; account?: ServerAccount },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      ...options.account,
      cwd: options.cwd,
      env: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (startError) => resolve({ code: null, output, startError }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Whether a process with this id exists and has not ended; one that nobody has collected yet counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
  return linuxProcess(pid)?.state !== 'Z';
}

/**
 * What is known about a process id found in a file: it may have been given to another program since, after a power cut
 * for example. On Windows, where PostgreSQL looks after that by itself, every live process counts as PostgreSQL.
 */
export async function identifyProcess(pid: number): Promise<'gone' | 'postgres' | 'other'> {
  if (!isAlive(pid)) return linuxProcess(pid) ? 'other' : 'gone';
  const name = linuxProcess(pid)?.name ?? (await unixProcessName(pid));
  return name === undefined || /^postgres/.test(name) ? 'postgres' : 'other';
}

function linuxProcess(pid: number): { name: string; state: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // "123 (name) S ..."; the name itself may hold parentheses and spaces.
    const [, name, state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, state };
  } catch {
    return undefined;
  }
}

async function unixProcessName(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32' || process.platform === 'linux') return undefined;
  try {
    const { stdout } = await promisify(execFile)('/bin/ps', ['-p', String(pid), '-o', 'comm=']);
    return stdout.trim().split('/').pop();
  } catch {
    return undefined;
  }
}
