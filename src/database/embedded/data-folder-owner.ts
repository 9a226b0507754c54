import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Any number that means only this; the maintenance database holds no other locks. */
const OWNER_LOCK = 1_279_349_611;
const PATIENCE_MS = 3_000;
const POLL_MS = 50;

/**
 * Makes this process the owner of the data folder for as long as the connection lasts. Waits for a moment for a
 * predecessor whose connection is just going away.
 * @returns false when another Latchkey owns it
 */
export async function takeOwnership(client: pg.Client, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query<{ granted: boolean }>(
      'SELECT pg_try_advisory_lock($1::bigint) AS granted',
      [OWNER_LOCK],
    );
    if (rows[0]?.granted) return true;
    if (Date.now() > deadline) return false;
    await delay(POLL_MS, undefined, { signal });
  }
}

/** @returns the owner's process id as it gave it, undefined when there is none any more */
export async function findOwnerProcess(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT activity.application_name
     FROM pg_locks AS lock JOIN pg_stat_activity AS activity USING (pid)
     WHERE lock.locktype = 'advisory' AND lock.granted AND lock.classid = 0 AND lock.objid = $1::bigint::oid`,
    [OWNER_LOCK],
  );
  return /^latchkey-owner (\d+)$/.exec(rows[0]?.application_name ?? '')?.[1];
}

/** Makes the application's database unless it exists; only the owner may ask for it. */
export async function createDatabaseIfMissing(client: pg.Client, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  if (!rowCount) await client.query(`CREATE DATABASE ${database}`);
}
