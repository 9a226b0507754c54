import { Injectable } from '@nestjs/common';
import { BeyondOwnPermissionsError } from '../../authorization/authorization.errors.js';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import type { Page } from '../../common/paging.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import { Cursors } from '../../keys/cursors.js';
import { actorOf, AuditService, userParty } from '../audit/audit.service.js';
import { EventsService } from '../events/events.service.js';
import {
  API_KEY_COLUMNS,
  apiKeyOfRow,
  type ApiKeyRow,
  type ApiKeyView,
  type KeyGrant,
} from './api-key.row.js';
import { hashOf, newKey, newPrefix } from './api-key.token.js';
import {
  ApiKeyExpiredError,
  ApiKeyNotFoundError,
  ExpiryNotInFutureError,
  TooManyApiKeysError,
} from './api-keys.errors.js';

const MAX_KEYS = 100;
const DEFAULT_LIFETIME_DAYS = 365;
const MS_PER_DAY = 24 * 3_600 * 1_000;
/** The last use is written at most this often. */
export const LAST_USE_RESOLUTION_SECONDS = 60;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const lockOwner = statement('lock-api-key-owner', 'SELECT pg_advisory_xact_lock(7203440, hashtext($1))');
const insertKey = statement(
  'insert-api-key',
  `INSERT INTO api_keys (id, user_id, name, prefix, secret_hash, permissions, grants, expires_at)
   SELECT $1, $2, $3, $4, $5, $6, $7, $8
    WHERE (SELECT count(*) FROM api_keys WHERE user_id = $2 AND revoked_at IS NULL) < ${MAX_KEYS}
   RETURNING ${API_KEY_COLUMNS}`,
);
const selectByPrefix = statement(
  'select-api-key-by-prefix',
  `SELECT ${API_KEY_COLUMNS} FROM api_keys WHERE prefix = $1 AND user_id = $2 AND revoked_at IS NULL`,
);
const selectKey = statement(
  'select-api-key',
  `SELECT ${API_KEY_COLUMNS} FROM api_keys WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL`,
);
const listKeys = statement(
  'list-api-keys',
  `SELECT ${API_KEY_COLUMNS} FROM api_keys
    WHERE user_id = $1 AND revoked_at IS NULL AND id < $2 ORDER BY id DESC LIMIT $3`,
);
const listEveryKey = statement(
  'list-every-api-key',
  `SELECT ${API_KEY_COLUMNS}, revoked_at IS NOT NULL AS is_revoked FROM api_keys
    WHERE user_id = $1 ORDER BY revoked_at IS NOT NULL, id DESC LIMIT ${2 * MAX_KEYS}`,
);
const rotateKey = statement(
  'rotate-api-key',
  `UPDATE api_keys
      SET previous_secret_hash = secret_hash, previous_ends_at = now() + make_interval(secs => $4),
          secret_hash = $3, generation = generation + 1
    WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > now()
   RETURNING ${API_KEY_COLUMNS}`,
);
const revokeKey = statement(
  'revoke-api-key',
  `UPDATE api_keys SET revoked_at = now(), revoke_reason = $3
    WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL`,
);
const revokeKeys = statement(
  'revoke-api-keys',
  'UPDATE api_keys SET revoked_at = now(), revoke_reason = $2 WHERE user_id = $1 AND revoked_at IS NULL',
);
const touchKey = statement(
  'touch-api-key',
  `UPDATE api_keys SET last_used_at = now()
    WHERE id = $1 AND (last_used_at IS NULL
                       OR last_used_at < now() - make_interval(secs => ${LAST_USE_RESOLUTION_SECONDS}))`,
);

export interface ApiKeyInput {
  name: string;
  permissions?: readonly string[] | null;
  /** What it is limited to on single resources, see `keyGrantsOf`. */
  grants?: readonly KeyGrant[] | null;
  expiresAt?: Date;
}

/** A key with its secret, as it is shown this one time. */
export interface ShownApiKey {
  apiKey: ApiKeyView;
  key: string;
}

/** Long-lived keys of an account, with a part of its permissions. Only their hashes are stored. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
    private readonly audit: AuditService,
    private readonly events: EventsService,
  ) {}

  /**
   * Makes a key for the caller.
   * @throws BeyondOwnPermissionsError, ExpiryNotInFutureError, TooManyApiKeysError
   */
  async create(principal: Principal, input: ApiKeyInput): Promise<ShownApiKey> {
    const missing = (input.permissions ?? []).filter((permission) => !principal.permissions.has(permission));
    if (missing.length > 0) {
      throw new BeyondOwnPermissionsError(missing);
    }
    return this.createFor(principal, principal.userId, input);
  }

  /**
   * Makes a key for an account; whoever calls this has seen to it that it is theirs to make and within what the account
   * may do.
   * @throws ExpiryNotInFutureError, TooManyApiKeysError
   */
  async createFor(principal: Principal, ownerId: string, input: ApiKeyInput): Promise<ShownApiKey> {
    const permissions = input.permissions ?? null;
    const grants = input.grants ?? null;
    const expiresAt = input.expiresAt ?? new Date(Date.now() + DEFAULT_LIFETIME_DAYS * MS_PER_DAY);
    if (expiresAt.getTime() <= Date.now()) {
      throw new ExpiryNotInFutureError();
    }
    const prefix = newPrefix();
    const key = newKey(prefix);
    return this.unitOfWork.run(async () => {
      // One at a time, so that the count is true when it is compared.
      await this.sql.query(lockOwner, [ownerId]);
      const [row] = await this.sql.query<ApiKeyRow>(insertKey, [
        newId(),
        ownerId,
        input.name,
        prefix,
        hashOf(key),
        permissions,
        grants === null ? null : JSON.stringify(grants),
        expiresAt,
      ]);
      if (row === undefined) {
        throw new TooManyApiKeysError(MAX_KEYS);
      }
      await this.note('api_key.created', principal, apiKeyOfRow(row), { permissions, grants, expiresAt });
      return { apiKey: apiKeyOfRow(row), key };
    });
  }

  /** One page of the caller's keys that are not revoked, newest first. */
  async list(principal: Principal, limit: number, cursor?: string): Promise<Page<ApiKeyView>> {
    const scope = ['api-keys', principal.userId];
    const [before] = cursor === undefined ? [LAST_UUID] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<ApiKeyRow>(listKeys, [principal.userId, before, limit + 1]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page.map(apiKeyOfRow),
      nextCursor: rows.length > limit && last !== undefined ? this.cursors.encode(scope, [last.id]) : null,
    };
  }

  /** Every key of an account that is not revoked, newest first. */
  async listAll(userId: string): Promise<ApiKeyView[]> {
    return (await this.sql.query<ApiKeyRow>(listKeys, [userId, LAST_UUID, MAX_KEYS])).map(apiKeyOfRow);
  }

  /** The keys of an account with those that were revoked, as far as 200 in all go: first those that still work. */
  async listWithRevoked(userId: string): Promise<(ApiKeyView & { isRevoked: boolean })[]> {
    const rows = await this.sql.query<ApiKeyRow & { is_revoked: boolean }>(listEveryKey, [userId]);
    return rows.map((row) => ({ ...apiKeyOfRow(row), isRevoked: row.is_revoked }));
  }

  /** The key of an account with this public part, null when it has none or it is revoked. */
  async findByPrefix(ownerId: string, prefix: string): Promise<ApiKeyView | null> {
    const [row] = await this.sql.query<ApiKeyRow>(selectByPrefix, [prefix, ownerId]);
    return row === undefined ? null : apiKeyOfRow(row);
  }

  /** @throws ApiKeyNotFoundError when it is not there, not the caller's, or revoked */
  async get(principal: Principal, id: string): Promise<ApiKeyView> {
    const [row] = isUuid(id) ? await this.sql.query<ApiKeyRow>(selectKey, [id, principal.userId]) : [];
    if (row === undefined) {
      throw new ApiKeyNotFoundError();
    }
    return apiKeyOfRow(row);
  }

  /**
   * Gives a key a new secret; name, prefix, permissions and expiry stay.
   * @param overlapSeconds how long the old secret works on
   * @throws ApiKeyNotFoundError, ApiKeyExpiredError
   */
  async rotate(principal: Principal, id: string, overlapSeconds: number): Promise<ShownApiKey> {
    return this.unitOfWork.run(async () => {
      const { prefix } = await this.get(principal, id);
      const key = newKey(prefix);
      const [row] = await this.sql.query<ApiKeyRow>(rotateKey, [
        id,
        principal.userId,
        hashOf(key),
        overlapSeconds,
      ]);
      if (row === undefined) {
        throw new ApiKeyExpiredError();
      }
      await this.note('api_key.rotated', principal, { id, userId: principal.userId }, { overlapSeconds });
      return { apiKey: apiKeyOfRow(row), key };
    });
  }

  /**
   * Ends a key and every token made with it, at once.
   * @throws ApiKeyNotFoundError
   */
  async revoke(principal: Principal, id: string): Promise<void> {
    await this.revokeOf(principal, principal.userId, id);
  }

  /**
   * Ends a key of an account; whoever calls this has seen to it that it is theirs to end.
   * @throws ApiKeyNotFoundError also for a key of another account
   */
  async revokeOf(principal: Principal, ownerId: string, id: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      if (!isUuid(id) || (await this.sql.change(revokeKey, [id, ownerId, 'revoked'])) === 0) {
        throw new ApiKeyNotFoundError();
      }
      await this.note('api_key.revoked', principal, { id, userId: ownerId });
    });
  }

  /** Ends every key of an account, as a part of what made that necessary. */
  async revokeAll(userId: string, reason: string): Promise<void> {
    const revoked = await this.sql.change(revokeKeys, [userId, reason]);
    if (revoked > 0) {
      await this.audit.record({
        event: 'api_key.revoked',
        outcome: 'success',
        reason,
        actor: userParty(userId),
        subject: userParty(userId),
        changed: { revoked },
      });
    }
  }

  /** Writes down that a key was used; does nothing when that was done within the last minute. */
  async noteUse(id: string): Promise<void> {
    await this.sql.change(touchKey, [id]);
  }

  private async note(
    event: string,
    principal: Principal,
    { id, userId }: Pick<ApiKeyView, 'id' | 'userId'>,
    changed?: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record({
      event,
      outcome: 'success',
      actor: actorOf(principal),
      subject: { kind: 'api-key', id },
      sessionId: principal.sessionId,
      changed: userId === principal.userId ? changed : { ...changed, userId },
    });
    await this.events.publish(event, { apiKeyId: id, userId });
  }
}
