import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LAUNCHER = new URL('../../src/database/embedded/embedded-postgres.ts', import.meta.url).href;
const children: ChildProcess[] = [];

/** What became of a start in a child process. */
export interface Outcome {
  started: boolean;
  message?: string;
}

/**
 * Starts it in a process of its own, which lives until it is killed.
 * @param afterwards what else that process does with its `server`
 */
export function startInChild(
  dataDir: string,
  afterwards = '',
): { child: ChildProcess; outcome: Promise<Outcome>; output: () => string } {
  const program = `
    import pg from 'pg';
    const { startEmbeddedPostgres } = await import(${JSON.stringify(LAUNCHER)});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} }).catch((error) => {
      console.log(JSON.stringify({ started: false, message: error.message }));
      process.exit();
    });
    ${afterwards}
    console.log(JSON.stringify({ started: true }));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  children.push(child);
  let output = '';
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [line, rest] = output.split('\n');
      if (rest !== undefined) resolve(JSON.parse(line) as Outcome);
    });
    child.once('exit', () => reject(new Error('The child ended without an answer')));
  });
  outcome.catch(() => undefined);
  return { child, outcome, output: () => output };
}

/** Kills them without leave to tidy up, as a power cut would. */
export function killChildren(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}

export function readPid(file: string): number {
  return Number.parseInt(readFileSync(file, 'utf8'), 10);
}

export function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** On Linux a process that has ended counts as gone even when nobody has collected its exit status. */
export function isRunning(pid: number): boolean {
  if (!kill(pid, 0)) return false;
  const file = `/proc/${pid}/stat`;
  return !existsSync(file) || !/\) Z /.test(readFileSync(file, 'utf8'));
}

/** Waits until something is so; an error counts as not yet. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; ;) {
    const isSo = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (isSo) return;
    if (Date.now() > deadline) throw new Error('What was waited for did not happen');
    await delay(20);
  }
}
