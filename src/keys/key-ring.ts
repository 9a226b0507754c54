import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
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
  readonly isActive: boolean;
  /** An EC private key (P-256) for `signing`, 32 secret bytes for everything else. */
  readonly key: KeyObject;
  /** For `signing`: the public half. */
  readonly publicKey: KeyObject | null;
}

interface KeyRow {
  id: string;
  purpose: KeyPurpose;
  material: Buffer;
  is_active: boolean;
}

const selectKeys = statement(
  'select-keys',
  'SELECT id, purpose, material, is_active FROM keys WHERE retired_at IS NULL ORDER BY created_at, id',
);
const insertKey = statement(
  'insert-key',
  `INSERT INTO keys (id, purpose, material, is_active) VALUES ($1, $2, $3, true)
   ON CONFLICT (purpose) WHERE is_active DO NOTHING`,
);

const RELOAD_INTERVAL_MS = 1_000;

/** The keys of this installation, kept in the database under SECRET_KEY and in memory as key objects. */
@Injectable()
export class KeyRing {
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
    await this.unitOfWork.run(async () => {
      const present = new Set(
        (await this.sql.query<KeyRow>(selectKeys)).filter((row) => row.is_active).map((row) => row.purpose),
      );
      for (const purpose of KEY_PURPOSES.filter((candidate) => !present.has(candidate))) {
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

  /** The key that new things of this purpose are made with. */
  active(purpose: KeyPurpose): RingKey {
    const found = this.all(purpose).find((key) => key.isActive);
    if (found === undefined) {
      throw new Error(`The key ring has no active ${purpose} key: it is not loaded yet.`);
    }
    return found;
  }

  /** Every key of a purpose that still verifies. */
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

  private async read(): Promise<void> {
    const rows = await this.sql.query<KeyRow>(selectKeys);
    this.keys = new Map(rows.map((row) => [row.id, this.unlock(row)]));
    this.reloadedAt = Date.now();
  }

  private unlock(row: KeyRow): RingKey {
    const known = this.keys.get(row.id);
    if (known !== undefined) {
      return { ...known, isActive: row.is_active };
    }
    const material = open(row.material, this.secretKeys.all, placeOf(row.id));
    const key =
      row.purpose === 'signing'
        ? createPrivateKey({ key: material, format: 'der', type: 'pkcs8' })
        : createSecretKey(material);
    const publicKey = row.purpose === 'signing' ? createPublicKey(key) : null;
    return { id: row.id, purpose: row.purpose, isActive: row.is_active, key, publicKey };
  }
}

function placeOf(id: string): string {
  return `keys|${id}|material`;
}

function newMaterial(purpose: KeyPurpose): Buffer {
  return purpose === 'signing'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' })
    : randomBytes(32);
}
