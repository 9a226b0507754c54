import { randomUUID } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Cluster } from './cluster.js';
import { SERVER_USER } from './cluster-creation.js';
import { fileError } from './embedded-postgres.error.js';
import type { ServerEndpoint } from './server-endpoint.js';

/** Always there; the locks of one Latchkey per data folder are taken in it. */
const MAINTENANCE_DATABASE = 'postgres';
const CONNECTION_TIMEOUT_MS = 3_000;

/** A connection to the maintenance database; `lost` settles when it breaks or is closed. */
export interface ServerConnection {
  client: pg.Client;
  lost: Promise<void>;
}

/**
 * What became of an attempt to connect: `busy` is a server that starts, recovers or shuts down, `silent` one that does
 * not answer (yet), `refused` one that does not take our password.
 */
export type ConnectionAttempt =
  { state: 'ready'; connection: ServerConnection } | { state: 'busy' | 'silent' | 'refused'; cause: unknown };

/** Opens the connection that, later, holds the data folder; its name tells others who we are. */
export async function connectToServer(
  cluster: Cluster,
  endpoint: ServerEndpoint,
): Promise<ConnectionAttempt> {
  const client = new pg.Client({
    ...endpoint,
    user: SERVER_USER,
    password: cluster.password,
    database: MAINTENANCE_DATABASE,
    application_name: `latchkey-owner ${process.pid}`,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    ssl: false,
  });
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  // Without a listener the loss of the connection would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { state: 'ready', connection: { client, lost } };
  } catch (cause) {
    await closeConnection(client);
    return { state: attemptState(cause), cause };
  }
}

/** Closes a connection that may be broken already. */
export async function closeConnection(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}

/**
 * Whether the server at the other end really runs on this folder: in a folder that was copied while its server ran, the
 * copied files lead to the server of the original, and even the password is right.
 * @throws EmbeddedPostgresError when the folder cannot be written; whatever breaks the connection
 */
export async function servesFolder(client: pg.Client, clusterFolder: string): Promise<boolean> {
  const marker = `latchkey-${randomUUID()}`;
  const path = join(clusterFolder, marker);
  await writeFile(path, '').catch((error: unknown) => {
    throw fileError('look at the embedded PostgreSQL', clusterFolder, error);
  });
  try {
    const { rows } = await client.query<{ found: boolean }>(
      'SELECT modification IS NOT NULL AS found FROM pg_stat_file($1, true)',
      [marker],
    );
    return rows[0]?.found === true;
  } finally {
    await unlink(path);
  }
}

/** Whether a query failed because its connection broke, or was ended by the server. */
export function isConnectionLoss(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.severity === 'FATAL' : true;
}

function attemptState(cause: unknown): 'busy' | 'silent' | 'refused' {
  if (!(cause instanceof pg.DatabaseError)) return 'silent';
  // SQLSTATE 57P01 to 57P03: shutting down, crashed, starting up; 53300: too many connections.
  return /^57P0[1-3]$|^53300$/.test(cause.code ?? '') ? 'busy' : 'refused';
}
