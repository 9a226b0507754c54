import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { DataBox } from '../../keys/data-box.js';
import { actorOf, AuditService } from '../audit/audit.service.js';
import {
  BadSecretNameError,
  SecretExistsError,
  SecretNotFoundError,
  TooManySecretsError,
} from './secrets.errors.js';

const MAX_SECRETS = 100;
const REENCRYPT_BATCH = 100;
const COLUMNS = 'user_id, type, id, name, value, key_id, expires_at, created_at, updated_at';

const lockOwner = statement('lock-secret-owner', 'SELECT pg_advisory_xact_lock(7203441, hashtext($1))');
const upsertSecret = statement(
  'upsert-secret',
  `INSERT INTO secrets (user_id, type, id, name, value, key_id, expires_at)
   SELECT $1, $2, $3, $4, $5, $6, $7
    WHERE EXISTS (SELECT 1 FROM secrets WHERE user_id = $1 AND type = $2 AND id = $3)
       OR (SELECT count(*) FROM secrets WHERE user_id = $1) < ${MAX_SECRETS}
   ON CONFLICT (user_id, type, id) DO UPDATE
     SET name = excluded.name, value = excluded.value, key_id = excluded.key_id, expires_at = excluded.expires_at,
         updated_at = now()
   RETURNING ${COLUMNS}, xmax = 0 AS is_new`,
);
const selectSecret = statement(
  'select-secret',
  `SELECT ${COLUMNS} FROM secrets WHERE user_id = $1 AND type = $2 AND id = $3`,
);
const listSecrets = statement(
  'list-secrets',
  `SELECT ${COLUMNS} FROM secrets WHERE user_id = $1 ORDER BY type, id`,
);
const deleteSecret = statement(
  'delete-secret',
  'DELETE FROM secrets WHERE user_id = $1 AND type = $2 AND id = $3',
);
const deleteSecrets = statement('delete-secrets', 'DELETE FROM secrets WHERE user_id = $1');
const lockOutdated = statement(
  'lock-outdated-secrets',
  `SELECT ${COLUMNS} FROM secrets WHERE key_id <> $1 LIMIT ${REENCRYPT_BATCH} FOR UPDATE`,
);
const selectKeyUse = statement('select-secret-of-key', 'SELECT 1 FROM secrets WHERE key_id = $1 LIMIT 1');
const replaceValue = statement(
  'replace-secret-value',
  'UPDATE secrets SET value = $4, key_id = $5 WHERE user_id = $1 AND type = $2 AND id = $3',
);

interface SecretRow {
  user_id: string;
  type: string;
  id: string;
  name: string | null;
  value: Buffer;
  key_id: string;
  expires_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** What is kept encrypted. */
interface SecretContent {
  secretKey: string;
  accessKey: string | null;
  params: Record<string, unknown>;
}

export interface SecretInput {
  secretKey: string;
  name?: string | null;
  accessKey?: string | null;
  params?: Record<string, unknown>;
  expiresAt?: Date | null;
}

/** A secret without its value. */
export interface SecretView {
  type: string;
  id: string;
  name: string | null;
  accessKey: string | null;
  params: Record<string, unknown>;
  expiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Values kept encrypted for their owner; the value itself never leaves again. */
@Injectable()
export class SecretsService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly box: DataBox,
    private readonly audit: AuditService,
  ) {}

  /**
   * Stores a secret of the caller, in place of the one of this type and id.
   * @throws BadSecretNameError, TooManySecretsError
   */
  async put(
    principal: Principal,
    type: string,
    id: string,
    input: SecretInput,
  ): Promise<{ secret: SecretView; isNew: boolean }> {
    assertName(type, id);
    const { secretKey, name = null, accessKey = null, params = {}, expiresAt = null } = input;
    const content: SecretContent = { secretKey, accessKey, params };
    const { box, keyId } = this.box.seal(content, placeOf(principal.userId, type, id));
    return this.unitOfWork.run(async () => {
      // One at a time, so that the count is true when it is compared.
      await this.sql.query(lockOwner, [principal.userId]);
      const values = [principal.userId, type, id, name, box, keyId, expiresAt];
      const [row] = await this.sql.query<SecretRow & { is_new: boolean }>(upsertSecret, values);
      if (row === undefined) {
        throw new TooManySecretsError(MAX_SECRETS);
      }
      await this.note(row.is_new ? 'secret.created' : 'secret.replaced', principal, type, id);
      return { secret: viewOf(row, content), isNew: row.is_new };
    });
  }

  /**
   * Stores a secret of the caller unless there is one of this type and id.
   * @throws BadSecretNameError, SecretExistsError, TooManySecretsError
   */
  async create(principal: Principal, type: string, id: string, input: SecretInput): Promise<SecretView> {
    return this.unitOfWork.run(async () => {
      const { secret, isNew } = await this.put(principal, type, id, input);
      if (!isNew) {
        throw new SecretExistsError();
      }
      return secret;
    });
  }

  /** @throws SecretNotFoundError */
  async get(principal: Principal, type: string, id: string): Promise<SecretView> {
    const [row] = await this.sql.query<SecretRow>(selectSecret, [principal.userId, type, id]);
    if (row === undefined) {
      throw new SecretNotFoundError();
    }
    return this.read(row);
  }

  /**
   * The secrets of an account, by type and id; at most 100.
   * @param type only those of this type; all for none or an empty text
   */
  async listAll(userId: string, type = ''): Promise<SecretView[]> {
    const rows = await this.sql.query<SecretRow>(listSecrets, [userId]);
    const wanted = rows.filter((row) => type === '' || row.type === type);
    return Promise.all(wanted.map((row) => this.read(row)));
  }

  /** @throws SecretNotFoundError */
  async delete(principal: Principal, type: string, id: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if ((await this.sql.change(deleteSecret, [principal.userId, type, id])) === 0) {
        throw new SecretNotFoundError();
      }
      await this.note('secret.deleted', principal, type, id);
    });
  }

  /** Removes every secret of an account, as a part of what made that necessary. */
  async deleteAll(userId: string): Promise<void> {
    await this.sql.change(deleteSecrets, [userId]);
  }

  /**
   * Encrypts what is still under an older key with the active one, a batch at a time.
   * @returns how many were encrypted anew
   */
  async reencrypt(): Promise<number> {
    for (let total = 0; ;) {
      const done = await this.unitOfWork.run(() => this.reencryptBatch());
      total += done;
      if (done < REENCRYPT_BATCH) {
        return total;
      }
    }
  }

  /** Whether anything is still encrypted with this key. */
  async needsKey(keyId: string): Promise<boolean> {
    return (await this.sql.query(selectKeyUse, [keyId])).length > 0;
  }

  private async reencryptBatch(): Promise<number> {
    const rows = await this.sql.query<SecretRow>(lockOutdated, [this.box.activeKeyId]);
    for (const row of rows) {
      const place = placeOf(row.user_id, row.type, row.id);
      const content = await this.box.open<SecretContent>({ box: row.value, keyId: row.key_id }, place);
      const sealed = this.box.seal(content, place);
      await this.sql.change(replaceValue, [row.user_id, row.type, row.id, sealed.box, sealed.keyId]);
    }
    return rows.length;
  }

  private async read(row: SecretRow): Promise<SecretView> {
    const place = placeOf(row.user_id, row.type, row.id);
    return viewOf(row, await this.box.open<SecretContent>({ box: row.value, keyId: row.key_id }, place));
  }

  private async note(event: string, principal: Principal, type: string, id: string): Promise<void> {
    await this.audit.record({
      event,
      outcome: 'success',
      actor: actorOf(principal),
      subject: { kind: 'user', id: principal.userId },
      sessionId: principal.sessionId,
      changed: { type, id },
    });
  }
}

function placeOf(userId: string, type: string, id: string): string {
  return `secrets|${JSON.stringify([userId, type, id])}|value`;
}

function viewOf(row: SecretRow, { accessKey, params }: SecretContent): SecretView {
  return {
    type: row.type,
    id: row.id,
    name: row.name,
    accessKey,
    params,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function assertName(type: string, id: string): void {
  if (!/^[a-z0-9][a-z0-9_-]{0,31}$/.test(type)) {
    throw new BadSecretNameError('type', 'has 1 to 32 lower-case letters, digits, _ or -');
  }
  if ([...id].length > 128) {
    throw new BadSecretNameError('id', 'has 1 to 128 characters');
  }
}
