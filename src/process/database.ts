import type { Config } from '../config/config.js';
import type { DatabaseTarget } from '../database/database.target.js';
import {
  EmbeddedPostgresError,
  joinEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../database/embedded/embedded-postgres.js';
import { ExplainedError } from './exit.js';

/** The database of this process: somebody else's behind a URL, or our own in the data folder. */
export interface ProcessDatabase {
  target: DatabaseTarget;
  /** The folder of the embedded server; null with DATABASE_URL. */
  dataFolder: string | null;
  stop(): Promise<void>;
}

/**
 * @param onProgress is told what the embedded server is doing
 * @param signal breaks the start of the embedded server off
 * @throws ExplainedError when the embedded server cannot be started
 */
export async function openDatabase(
  config: Config,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<ProcessDatabase> {
  const { url } = config.database;
  if (url !== null) {
    return { target: { url }, dataFolder: null, stop: async () => {} };
  }
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.runtime.dataDir, onProgress, signal });
    return { target: server.connection, dataFolder: server.dataFolder, stop: () => server.stop() };
  } catch (error) {
    if (signal.aborted) {
      throw new ExplainedError('Stopped before it was ready.');
    }
    if (error instanceof EmbeddedPostgresError) {
      throw new ExplainedError(error.message, { cause: error });
    }
    throw error;
  }
}

/**
 * The same for a task beside a Latchkey that may be running: its server is used and left alone.
 * @throws ExplainedError when the embedded server cannot be started
 */
export async function joinDatabase(config: Config): Promise<Pick<ProcessDatabase, 'target' | 'stop'>> {
  const { url } = config.database;
  if (url !== null) {
    return { target: { url }, stop: async () => {} };
  }
  try {
    const server = await joinEmbeddedPostgres({ dataDir: config.runtime.dataDir });
    return { target: server.connection, stop: () => server.stop() };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) {
      throw new ExplainedError(error.message, { cause: error });
    }
    throw error;
  }
}
