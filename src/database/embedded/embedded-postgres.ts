import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries, prepareBinaries } from './binaries.js';
import { clusterPaths, createDataFolder, prepareCluster, type Cluster } from './cluster.js';
import { SERVER_USER } from './cluster-creation.js';
import { createDatabaseIfMissing, findOwnerProcess, takeOwnership } from './data-folder-owner.js';
import { EmbeddedPostgresError, errorMessage, fileError } from './embedded-postgres.error.js';
import { stopPostmaster } from './postmaster.js';
import { chooseServerAccount } from './server-account.js';
import { closeConnection, isConnectionLoss } from './server-connection.js';
import { isSameEndpoint, removeEndpoint, type ServerEndpoint } from './server-endpoint.js';
import { reachServer, type ReachedServer } from './server-start.js';

export { EmbeddedPostgresError };

/** A PostgreSQL server that this process owns, looks after and stops. */
export interface EmbeddedPostgres {
  /** What `pg` needs; `host` is the folder of the socket on Unix. Stays the same when the server is started again. */
  connection: { host: string; port: number; user: string; password: string; database: string };
  /** The cluster's folder within the data folder. */
  dataFolder: string;
  /** PostgreSQL's own log. */
  logFile: string;
  /** Shuts the server down and waits until it is gone; may be called again, and when the server is dead already. */
  stop(): Promise<void>;
}

const DATABASE = 'latchkey';
/** A server that goes away each time while it is being taken over is not going to stay. */
const MOST_ATTEMPTS = 10;
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 10_000;
/** A server that ran this long before it was lost was well: the next restart is a first one again. */
const STABLE_MS = 60_000;

/**
 * Starts the PostgreSQL that comes with the development dependencies on a cluster in the data folder, or takes over one
 * that an earlier Latchkey left running there, and starts it again whenever it dies.
 * @param options.onProgress told in a few words what is being done or happens later on
 * @param options.signal breaks a start off; what it has started is stopped again, and the signal's reason is thrown
 * @throws EmbeddedPostgresError when it cannot, or when another Latchkey uses the folder
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  onProgress?: (message: string) => void;
  signal?: AbortSignal;
}): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(options.dataDir, options.onProgress);
  const server = await acquireServer(cluster, undefined, options.signal ?? new AbortController().signal);
  return new SupervisedPostgres(cluster, server);
}

/**
 * For a task beside a Latchkey that looks after the server: connects to it and leaves it alone. Without one the server is
 * this process' own for the time being.
 * @throws EmbeddedPostgresError when it can be neither reached nor started
 */
export async function joinEmbeddedPostgres(options: {
  dataDir: string;
}): Promise<Pick<EmbeddedPostgres, 'connection' | 'stop'>> {
  try {
    return await startEmbeddedPostgres(options);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
  }
  const cluster = await openCluster(options.dataDir);
  const { endpoint, connection } = await reachServer(cluster, undefined, new AbortController().signal);
  return { connection: connectionOf(cluster, endpoint), stop: () => closeConnection(connection.client) };
}

class FolderInUseError extends EmbeddedPostgresError {}

async function openCluster(
  dataDir: string,
  report: (message: string) => void = () => undefined,
): Promise<Cluster> {
  const paths = clusterPaths(dataDir);
  // First, so that an image without them says that, and not that it may not write its data folder.
  const installed = await findBinaries();
  await createDataFolder(paths.dataDir);
  const account = await chooseServerAccount(paths.clusterFolder).catch((error: unknown) => {
    throw fileError('look at the database', paths.clusterFolder, error);
  });
  const binaries = await prepareBinaries(installed, account);
  const password = await prepareCluster(paths, binaries, account, report);
  return { ...paths, binaries, account, password, report };
}

function connectionOf(cluster: Cluster, { host, port }: ServerEndpoint): EmbeddedPostgres['connection'] {
  return { host, port, user: SERVER_USER, password: cluster.password, database: DATABASE };
}

/** A server of which this process holds the lock, with the application's database in it. */
async function acquireServer(
  cluster: Cluster,
  fixedEndpoint: ServerEndpoint | undefined,
  signal: AbortSignal,
): Promise<ReachedServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await reachServer(cluster, fixedEndpoint, signal);
    const { client } = server.connection;
    let isOwner = false;
    try {
      isOwner = await takeOwnership(client, signal);
      if (!isOwner) throw folderInUse(cluster, await findOwnerProcess(client));
      await createDatabaseIfMissing(client, DATABASE);
      const { endpoint, abandonedEndpoint } = server;
      if (abandonedEndpoint && !isSameEndpoint(abandonedEndpoint, endpoint)) {
        await removeEndpoint(abandonedEndpoint);
      }
      if (!fixedEndpoint || isSameEndpoint(fixedEndpoint, endpoint)) return server;
      // Started by a Latchkey that is gone again, where our clients would not find it.
      await releaseServer(cluster, server);
    } catch (error) {
      if (isOwner) await releaseServer(cluster, server);
      else await closeConnection(client);
      if (signal.aborted || error instanceof EmbeddedPostgresError) throw error;
      // Otherwise the server went away under us, shut down by the Latchkey that had it: look for one again.
      if (!isConnectionLoss(error) || attempt === MOST_ATTEMPTS) throw databaseNotMade(cluster, error);
    }
  }
}

/** Stops a server that is or was ours, dead or alive, and removes what it leaves outside the data folder. */
async function releaseServer(cluster: Cluster, server: ReachedServer): Promise<void> {
  await stopPostmaster(cluster, server.pid);
  await closeConnection(server.connection.client);
  await removeEndpoint(server.endpoint);
}

function folderInUse(cluster: Cluster, owner: string | undefined): FolderInUseError {
  return new FolderInUseError(
    `The data folder ${cluster.dataDir} is already in use by another Latchkey${owner ? ` (process ${owner})` : ''}. ` +
      'Stop that one first, or set DATA_DIR to another folder (and PORT to another port).',
  );
}

function databaseNotMade(cluster: Cluster, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL runs in ${cluster.clusterFolder} but could not make the database "${DATABASE}": ${errorMessage(cause)}. ` +
      `Check that the disk has room; ${cluster.logFile} may say more.`,
    { cause },
  );
}

class SupervisedPostgres implements EmbeddedPostgres {
  readonly connection: EmbeddedPostgres['connection'];
  readonly dataFolder: string;
  readonly logFile: string;
  private readonly stopping = new AbortController();
  private readonly supervision: Promise<void>;
  private stopped: Promise<void> | undefined;
  private isOwner = true;
  private restartMs = FIRST_RESTART_MS;
  private runningSince = Date.now();

  constructor(
    private readonly cluster: Cluster,
    private server: ReachedServer,
  ) {
    this.dataFolder = cluster.clusterFolder;
    this.logFile = cluster.logFile;
    this.connection = connectionOf(cluster, server.endpoint);
    this.supervision = this.supervise();
  }

  stop(): Promise<void> {
    this.stopped ??= this.shutDown();
    return this.stopped;
  }

  private async shutDown(): Promise<void> {
    this.stopping.abort();
    // A restart under way either breaks off, or has just succeeded and leaves the new server here to be stopped.
    if (!this.isOwner) await this.supervision;
    await releaseServer(this.cluster, this.server);
    await this.supervision;
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    // Left also after a restart that succeeded while we were asked to stop: `shutDown` waits for that.
    while (!signal.aborted) {
      await this.server.connection.lost;
      if (signal.aborted) return;
      this.isOwner = false;
      this.cluster.report(`Lost PostgreSQL (process ${this.server.pid}); making sure that it runs`);
      if (Date.now() - this.runningSince > STABLE_MS) this.restartMs = FIRST_RESTART_MS;
      while (!signal.aborted && !this.isOwner) await this.tryToRecover();
    }
  }

  private async tryToRecover(): Promise<void> {
    const { signal } = this.stopping;
    try {
      await delay(this.restartMs, undefined, { signal });
      this.restartMs = Math.min(this.restartMs * 2, LONGEST_RESTART_MS);
      this.server = await acquireServer(this.cluster, this.server.endpoint, signal);
      this.isOwner = true;
      this.runningSince = Date.now();
      this.cluster.report(`PostgreSQL is running again (process ${this.server.pid})`);
    } catch (error) {
      if (!signal.aborted) this.cluster.report(errorMessage(error));
    }
  }
}
