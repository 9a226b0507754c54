import { spawn } from 'node:child_process';
import { open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import { errorCode, fileError } from './embedded-postgres.error.js';
import { identifyProcess, isAlive, runCommand, SERVER_ENVIRONMENT, type ServerAccount } from './processes.js';
import { dataFolderArgument } from './server-account.js';
import type { ServerEndpoint } from './server-endpoint.js';

/** What the file `postmaster.pid` says; the endpoint is missing in the first moment of a server's life. */
export interface PostmasterFile {
  pid: number;
  endpoint: ServerEndpoint | undefined;
  isRunning: boolean;
}

/** A server process that we started; `ended` says how it ended, once it has. */
export interface StartedPostmaster {
  pid: number | undefined;
  ended: string | undefined;
  logStart: number;
}

const LARGEST_LOG_BYTES = 10_000_000;
/** Afterwards it is ended without a checkpoint: the next start then recovers, and nothing committed is lost. */
const FAST_SHUTDOWN_MS = 15_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;
const POLL_MS = 10;

/**
 * Reads who serves the cluster. When the process id was given to another program after a crash, the file is removed:
 * PostgreSQL would otherwise take that program for a server and never start again.
 */
export async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | undefined> {
  const path = join(clusterFolder, 'postmaster.pid');
  const text = await readIfThere(path);
  // Process id (negative in single-user mode), folder, start time, port, socket folder, address.
  const [pidLine = '', , , port, socketFolder, address] = text?.split('\n') ?? [];
  const pid = Math.abs(Number.parseInt(pidLine, 10));
  if (!pid) return undefined;
  const host = (process.platform === 'win32' ? address : socketFolder)?.trim();
  const endpoint = host ? { host, port: Number(port) } : undefined;
  const identity = await identifyProcess(pid);
  if (identity === 'other' && (await readIfThere(path)) === text) await unlink(path).catch(() => undefined);
  return { pid, endpoint, isRunning: identity === 'postgres' };
}

/** Starts the server in a session of its own, so that Ctrl-C reaches us and not it, with its output in the log file. */
export async function startPostmaster(
  cluster: Cluster,
  endpoint: ServerEndpoint,
): Promise<StartedPostmaster> {
  const log = await openLog(cluster.logFile, cluster.account);
  try {
    const { size } = await log.stat();
    const child = spawn(cluster.binaries.postgres, serverArguments(cluster, endpoint), {
      ...cluster.account,
      cwd: cluster.clusterFolder,
      env: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
    });
    const started: StartedPostmaster = { pid: child.pid, ended: undefined, logStart: size };
    child.once('error', (error) => (started.ended = error.message));
    child.once(
      'exit',
      (code, signal) => (started.ended = signal ? `killed by ${signal}` : `exit status ${code}`),
    );
    child.unref();
    return started;
  } finally {
    await log.close();
  }
}

/**
 * Shuts a server down: quickly but in order, with ever less patience, until its process is gone.
 * A process that is gone already is no error.
 */
export async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    // Signals do not exist there; pg_ctl has its own way of asking.
    const folder = cluster.clusterFolder;
    await runCommand(cluster.binaries.pgCtl, ['stop', '-D', folder, '-m', 'fast'], { cwd: folder });
  }
  const steps = [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ] as const;
  for (const [signal, patienceMs] of steps) {
    if ((await identifyProcess(pid)) !== 'postgres') return;
    sendSignal(pid, process.platform === 'win32' ? 'SIGKILL' : signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(pid) && Date.now() < deadline) await delay(POLL_MS);
  }
}

/** The last lines that the server wrote since it was started, to be shown when it did not come up. */
export async function readLogTail(logFile: string, logStart: number): Promise<string> {
  const text = await readFile(logFile).catch(() => Buffer.alloc(0));
  const lines = text.subarray(logStart).toString().trim().split('\n');
  return lines.slice(-10).join('\n');
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError('read the state of the embedded PostgreSQL', path, error);
  });
}

function serverArguments(cluster: Cluster, endpoint: ServerEndpoint): string[] {
  const isWindows = process.platform === 'win32';
  const settings = {
    listen_addresses: isWindows ? endpoint.host : '',
    port: endpoint.port,
    unix_socket_directories: isWindows ? '' : `"${endpoint.host.replaceAll('"', '""')}"`,
    max_connections: 100,
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    // Errors of statements go to whoever sent them; in a log file they would pile up values from people's accounts.
    log_min_messages: 'log',
    cluster_name: 'latchkey',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataFolderArgument(cluster.clusterFolder, cluster.account), ...options];
}

async function openLog(logFile: string, account: ServerAccount | undefined): ReturnType<typeof open> {
  try {
    const size = await stat(logFile).then(
      (found) => found.size,
      () => 0,
    );
    if (size > LARGEST_LOG_BYTES) await rename(logFile, `${logFile}.1`);
    const log = await open(logFile, 'a', 0o600);
    // A cluster's owner who starts it by himself next time must be able to write here.
    if (account) await log.chown(account.uid, account.gid);
    return log;
  } catch (error) {
    throw fileError("write PostgreSQL's log", logFile, error);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
