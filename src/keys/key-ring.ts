import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Repeater } from '../common/repeater.js';
import { statement, Sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { open, seal } from './secret-box.js';
import { SecretKeys } from './secret-keys.js';

/** What a key is for; each purpose has keys of its own, one of them active. */
export const KEY_PURPOSES = ['signing', 'encryption', 'refresh', 'cursor', 'pepper', 'audit'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

export interface RingKey {
  readonly id: string;
  readonly purpose: KeyPurpose;
  /** From when on it is used, in the clock of this process. */
  readonly usableAt: number;
  /** An EC private key (P-256) for `signing`, 32 secret bytes for everything else. */
  readonly key: KeyObject;
  /** For `signing`: the public half. */
  readonly publicKey: KeyObject | null;
}

/** A key that another one has taken over from. */
export interface ReplacedKey {
  id: string;
  purpose: KeyPurpose;
  replacedSeconds: number;
}

interface KeyRow {
  id: string;
  purpose: KeyPurpose;
  material: Buffer;
  is_active: boolean;
  seconds_until_use: number;
}

const selectKeys = statement(
  'select-keys',
  `SELECT id, purpose, material, is_active, extract(epoch FROM not_before - now())::float8 AS seconds_until_use
     FROM keys WHERE retired_at IS NULL ORDER BY not_before, created_at, id`,
);
const insertKey = statement(
  'insert-key',
  `INSERT INTO keys (id, purpose, material, is_active) VALUES ($1, $2, $3, true)
   ON CONFLICT (purpose) WHERE is_active DO NOTHING`,
);

const lockRing = statement('lock-key-ring', 'SELECT pg_advisory_xact_lock(7203405)');
const deactivate = statement(
  'deactivate-key',
  'UPDATE keys SET is_active = false WHERE purpose = $1 AND is_active',
);
const insertNext = statement(
  'insert-next-key',
  `INSERT INTO keys (id, purpose, material, is_active, not_before)
   VALUES ($1, $2, $3, true, now() + make_interval(secs => $4))`,
);
const replaceMaterial = statement('replace-key-material', 'UPDATE keys SET material = $2 WHERE id = $1');
const selectReplaced = statement(
  'select-replaced-keys',
  `SELECT id, purpose, extract(epoch FROM now() - replaced_at)::float8 AS "replacedSeconds"
     FROM (SELECT id, purpose, lead(not_before) OVER (PARTITION BY purpose ORDER BY not_before, created_at, id) AS replaced_at
             FROM keys WHERE retired_at IS NULL) AS k
    WHERE replaced_at < now()`,
);
const retireKey = statement(
  'retire-key',
  `UPDATE keys SET retired_at = now(), material = '' WHERE id = $1 AND NOT is_active AND retired_at IS NULL`,
);

/** An unknown id is looked for at most this often. */
const RELOAD_INTERVAL_MS = 1_000;
/** How soon a replica notices a new key at the latest, well before it is used. */
const WATCH_INTERVAL_MS = 3_000;
const LEAD_SECONDS = 10;
/** Twice as long as clients may keep the public keys. */
const SIGNING_LEAD_SECONDS = 600;
const MS_PER_SECOND = 1_000;

/** The keys of this installation, kept in the database under SECRET_KEY and in memory as key objects. */
@Injectable()
export class KeyRing implements OnModuleDestroy {
  private readonly logger = new Logger(KeyRing.name);
  private readonly watcher = new Repeater(
    () => this.read(),
    WATCH_INTERVAL_MS,
    (error) => this.logger.warn({ message: 'The key ring could not be read again.', cause: String(error) }),
  );
  private keys = new Map<string, RingKey>();
  private reloadedAt = 0;
  private reloading: Promise<void> | undefined;

  constructor(
    private readonly secretKeys: SecretKeys,
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Makes the keys that are missing and reads all of them. Replicas that start together end up with the same keys.
   * @throws SecretBoxError when SECRET_KEY is not the one this database was set up with
   */
  async initialize(): Promise<void> {
    const rows = await this.sql.query<KeyRow>(selectKeys);
    const present = new Set(rows.filter((row) => row.is_active).map((row) => row.purpose));
    const missing = KEY_PURPOSES.filter((purpose) => !present.has(purpose));
    if (missing.length === 0) {
      this.take(rows);
      return;
    }
    await this.unitOfWork.run(async () => {
      for (const purpose of missing) {
        const id = randomBytes(8).toString('hex');
        await this.sql.change(insertKey, [
          id,
          purpose,
          seal(newMaterial(purpose), this.secretKeys.first, placeOf(id)),
        ]);
      }
    });
    await this.read();
  }

  /** Keeps an eye on keys that another process makes or retires. */
  watch(): void {
    this.watcher.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.watcher.stop();
  }

  /** The key that new things of this purpose are made with. */
  active(purpose: KeyPurpose): RingKey {
    const now = Date.now();
    const found = this.all(purpose).findLast((key) => key.usableAt <= now);
    if (found === undefined) {
      throw new Error(`The key ring has no active ${purpose} key: it is not loaded yet.`);
    }
    return found;
  }

  /** Every key of a purpose that verifies, or is about to; the newest last. */
  all(purpose: KeyPurpose): RingKey[] {
    return [...this.keys.values()].filter((key) => key.purpose === purpose);
  }

  /**
   * A key by its id. One that is not known here may have been made by another replica a moment ago, so the ring is read
   * again, at most once a second.
   */
  async find(purpose: KeyPurpose, id: string): Promise<RingKey | undefined> {
    if (!this.keys.has(id) && Date.now() - this.reloadedAt >= RELOAD_INTERVAL_MS) {
      this.reloading ??= this.read().finally(() => (this.reloading = undefined));
      await this.reloading;
    }
    const key = this.keys.get(id);
    return key?.purpose === purpose ? key : undefined;
  }

  /**
   * Makes the next key of each purpose, in the open transaction. It takes over in ten seconds, when every replica has
   * noticed it; a signing key in ten minutes, when nobody uses an older list of public keys any more.
   * @returns the new ids by purpose
   */
  async rotate(purposes: readonly KeyPurpose[]): Promise<Partial<Record<KeyPurpose, string>>> {
    await this.sql.query(lockRing);
    const made: Partial<Record<KeyPurpose, string>> = {};
    for (const purpose of purposes) {
      const id = randomBytes(8).toString('hex');
      const leadSeconds = purpose === 'signing' ? SIGNING_LEAD_SECONDS : LEAD_SECONDS;
      await this.sql.change(deactivate, [purpose]);
      await this.sql.change(insertNext, [
        id,
        purpose,
        seal(newMaterial(purpose), this.secretKeys.first, placeOf(id)),
        leadSeconds,
      ]);
      made[purpose] = id;
    }
    return made;
  }

  /**
   * Puts every key under the first of SECRET_KEY, in the open transaction.
   * @returns how many there are
   */
  async rewrap(): Promise<number> {
    await this.sql.query(lockRing);
    const rows = await this.sql.query<KeyRow>(selectKeys);
    for (const { id, material } of rows) {
      const plain = open(material, this.secretKeys.all, placeOf(id));
      await this.sql.change(replaceMaterial, [id, seal(plain, this.secretKeys.first, placeOf(id))]);
    }
    return rows.length;
  }

  /** The keys that another one has taken over from, and how long ago. */
  replaced(): Promise<ReplacedKey[]> {
    return this.sql.query<ReplacedKey>(selectReplaced);
  }

  /** Destroys a key. What it protected cannot be read or verified any more. */
  async retire(id: string): Promise<void> {
    await this.sql.change(retireKey, [id]);
  }

  /** Reads the ring again, at once. */
  async reload(): Promise<void> {
    await this.read();
  }

  private async read(): Promise<void> {
    this.take(await this.sql.query<KeyRow>(selectKeys));
  }

  private take(rows: readonly KeyRow[]): void {
    this.keys = new Map(rows.map((row) => [row.id, this.unlock(row)]));
    this.reloadedAt = Date.now();
  }

  private unlock(row: KeyRow): RingKey {
    const known = this.keys.get(row.id);
    if (known !== undefined) {
      return { ...known, usableAt: usableAtOf(row) };
    }
    const material = open(row.material, this.secretKeys.all, placeOf(row.id));
    const key =
      row.purpose === 'signing'
        ? createPrivateKey({ key: material, format: 'der', type: 'pkcs8' })
        : createSecretKey(material);
    const publicKey = row.purpose === 'signing' ? createPublicKey(key) : null;
    return { id: row.id, purpose: row.purpose, usableAt: usableAtOf(row), key, publicKey };
  }
}

function usableAtOf({ seconds_until_use: seconds }: KeyRow): number {
  return seconds <= 0 ? 0 : Date.now() + seconds * MS_PER_SECOND;
}

function placeOf(id: string): string {
  return `keys|${id}|material`;
}

function newMaterial(purpose: KeyPurpose): Buffer {
  return purpose === 'signing'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' })
    : randomBytes(32);
}
