import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.js';
import { EmbeddedPostgresError, errorMessage } from './embedded-postgres.error.js';
import {
  readLogTail,
  readPostmasterFile,
  startPostmaster,
  stopPostmaster,
  type PostmasterFile,
  type StartedPostmaster,
} from './postmaster.js';
import {
  closeConnection,
  connectToServer,
  servesFolder,
  type ServerConnection,
} from './server-connection.js';
import {
  createEndpoint,
  isSameEndpoint,
  removeEndpoint,
  restoreEndpoint,
  type ServerEndpoint,
} from './server-endpoint.js';

/** A server that answers, and the connection by which it did. */
export interface ReachedServer {
  pid: number;
  endpoint: ServerEndpoint;
  connection: ServerConnection;
  /** Where a server listened that did not live to remove its socket; for the owner of the folder to do. */
  abandonedEndpoint: ServerEndpoint | undefined;
}

/** Pauses between two looks: short at first, longer the longer it takes. */
const SHORTEST_POLL_MS = 15;
const LONGEST_POLL_MS = 250;
/** PostgreSQL may neither answer nor say that it is starting for this long. */
const SILENCE_MS = 30_000;
/** A process found that does not answer for this long may not be a server of ours; PostgreSQL itself can tell. */
const FOUND_SILENCE_MS = 3_000;
/** Recovery after a crash, or another Latchkey's shutdown. */
const BUSY_MS = 300_000;
const BUSY_NOTICE_MS = 3_000;
/** How long a start is tried again while a predecessor's processes may still hold the folder, and otherwise. */
const PREDECESSOR_MS = 8_000;
const EXIT_MS = 500;
const RESTART_MS = 200;

/**
 * Connects to the server of the cluster, whoever started it; starts one if there is none, and waits for the end of one
 * that is shutting down.
 * @param fixedEndpoint where a server started here must listen, when clients know that place already
 * @throws EmbeddedPostgresError; what was started here is stopped again then
 */
export async function reachServer(
  cluster: Cluster,
  fixedEndpoint: ServerEndpoint | undefined,
  signal: AbortSignal,
): Promise<ReachedServer> {
  return new ServerStart(cluster, fixedEndpoint, signal).run();
}

class ServerStart {
  private readonly beganAt = Date.now();
  private endpoint: ServerEndpoint | undefined;
  private abandonedEndpoint: ServerEndpoint | undefined;
  private started: StartedPostmaster | undefined;
  private startedAt = 0;
  private firstEndAt: number | undefined;
  private hadPredecessor = false;
  private silentSince = Date.now();
  private busySince: number | undefined;
  private hasNoticedBusy = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly fixedEndpoint: ServerEndpoint | undefined,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<ReachedServer> {
    try {
      for (;;) {
        this.signal.throwIfAborted();
        const found = await readPostmasterFile(this.cluster.clusterFolder);
        this.hadPredecessor ||= found !== undefined && found.pid !== this.started?.pid;
        const server = await this.tryToConnect(found);
        if (server) return await this.finish(server);
        await this.checkPatience(found);
        if (this.shouldStart(found)) await this.start(found);
        const pollMs = Math.max(SHORTEST_POLL_MS, (Date.now() - this.beganAt) / 10);
        await delay(Math.min(pollMs, LONGEST_POLL_MS), undefined, { signal: this.signal });
      }
    } catch (error) {
      await this.cleanUp();
      throw error;
    }
  }

  /** Another starter was faster: the socket folder made here has not been used. */
  private async finish(server: ReachedServer): Promise<ReachedServer> {
    if (this.endpoint && !isSameEndpoint(this.endpoint, server.endpoint)) await removeEndpoint(this.endpoint);
    return server;
  }

  private async tryToConnect(found: PostmasterFile | undefined): Promise<ReachedServer | undefined> {
    if (!found?.isRunning || !found.endpoint) return undefined;
    const attempt = await connectToServer(this.cluster, found.endpoint);
    if (attempt.state === 'refused') {
      throw new EmbeddedPostgresError(
        `PostgreSQL (process ${found.pid}) in ${this.cluster.clusterFolder} refused us: ${errorMessage(attempt.cause)}. ` +
          `Is ${this.cluster.passwordFile} the file that belongs to this database?`,
        { cause: attempt.cause },
      );
    }
    if (attempt.state === 'ready') return this.accept(found.pid, found.endpoint, attempt.connection);
    if (attempt.state === 'busy') {
      this.busySince ??= Date.now();
      this.silentSince = Date.now();
    }
    return undefined;
  }

  private async accept(
    pid: number,
    endpoint: ServerEndpoint,
    connection: ServerConnection,
  ): Promise<ReachedServer | undefined> {
    if (pid !== this.started?.pid) {
      try {
        if (!(await servesFolder(connection.client, this.cluster.clusterFolder)))
          throw this.copiedFolder(pid);
      } catch (error) {
        await closeConnection(connection.client);
        if (error instanceof EmbeddedPostgresError) throw error;
        // The server went away between the answer and the question.
        return undefined;
      }
      this.cluster.report(`Found PostgreSQL running already (process ${pid})`);
    }
    return { pid, endpoint, connection, abandonedEndpoint: this.abandonedEndpoint };
  }

  private shouldStart(found: PostmasterFile | undefined): boolean {
    if (this.started && this.started.ended === undefined) return false;
    if (Date.now() - this.startedAt < RESTART_MS) return false;
    return !found?.isRunning || Date.now() - this.silentSince > FOUND_SILENCE_MS;
  }

  private async start(found: PostmasterFile | undefined): Promise<void> {
    const { account } = this.cluster;
    if (!found?.isRunning) this.abandonedEndpoint ??= found?.endpoint;
    if (this.fixedEndpoint) await restoreEndpoint(this.fixedEndpoint, account, !found?.isRunning);
    else this.endpoint ??= await createEndpoint(account);
    const endpoint = this.fixedEndpoint ?? this.endpoint;
    if (!endpoint) return;
    this.started = await startPostmaster(this.cluster, endpoint);
    this.startedAt = Date.now();
  }

  private async checkPatience(found: PostmasterFile | undefined): Promise<void> {
    const now = Date.now();
    if (this.started?.ended !== undefined && !found?.isRunning) {
      this.firstEndAt ??= now;
      const patienceMs = this.hadPredecessor ? PREDECESSOR_MS : EXIT_MS;
      if (now - this.firstEndAt > patienceMs) {
        throw await this.didNotStart(`it ended with ${this.started.ended}`);
      }
    }
    if (now - this.silentSince > SILENCE_MS) {
      const pid = found?.pid ?? this.started?.pid;
      throw await this.didNotStart(`process ${pid} does not answer; stop it if it is not needed`);
    }
    if (this.busySince === undefined) return;
    if (!this.hasNoticedBusy && now - this.busySince > BUSY_NOTICE_MS) {
      this.hasNoticedBusy = true;
      this.cluster.report('Waiting for PostgreSQL, which is recovering or shutting down');
    }
    if (now - this.busySince > BUSY_MS) {
      throw await this.didNotStart('it is still recovering or shutting down');
    }
  }

  private async cleanUp(): Promise<void> {
    if (this.started?.pid && this.started.ended === undefined) {
      await stopPostmaster(this.cluster, this.started.pid);
    }
    if (this.endpoint) await removeEndpoint(this.endpoint);
  }

  private async didNotStart(reason: string): Promise<EmbeddedPostgresError> {
    const { clusterFolder, logFile } = this.cluster;
    const tail = this.started ? await readLogTail(logFile, this.started.logStart) : '';
    const words = tail ? `. It said:\n${tail}\n` : '. ';
    const seconds = Math.round((Date.now() - this.beganAt) / 1000);
    return new EmbeddedPostgresError(
      `PostgreSQL could not be started in ${clusterFolder} within ${seconds} s: ${reason}${words}` +
        `Its log is ${logFile}. Check that the disk has room and that the folder belongs to the user who starts ` +
        'Latchkey, or set DATABASE_URL to a PostgreSQL server.',
    );
  }

  private copiedFolder(pid: number): EmbeddedPostgresError {
    const { clusterFolder } = this.cluster;
    return new EmbeddedPostgresError(
      `The folder ${clusterFolder} was copied from another while PostgreSQL (process ${pid}) ran there. ` +
        `To use the copy, remove ${clusterFolder}/postmaster.pid; a copy made while no server runs is safer.`,
    );
  }
}
