import { Injectable } from '@nestjs/common';
import type { Principal } from '../../authorization/principal.js';
import { isUuid, newId } from '../../common/ids.js';
import { pageOf, type Page } from '../../common/paging.js';
import { statement, Sql } from '../../database/sql.js';
import { Cursors } from '../../keys/cursors.js';
import { identityOfRow, type IdentityRow, type IdentityView } from './identity.row.js';
import { IdentityNotFoundError, LastWayInError } from './identities.errors.js';
import { PasswordsService } from './passwords.service.js';

/** Who somebody is at a provider; the three together never mean two people. */
export interface IdentityKey {
  provider: string;
  issuer: string;
  subject: string;
}

const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

const selectBySubject = statement(
  'select-identity-by-subject',
  'SELECT * FROM identities WHERE provider = $1 AND issuer = $2 AND subject = $3',
);
const selectOfUser = statement(
  'select-identity-of-user',
  'SELECT 1 FROM identities WHERE user_id = $1 AND provider = $2 AND issuer = $3',
);
const listOfUser = statement(
  'list-identities',
  'SELECT * FROM identities WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3',
);
const listAllOfUser = statement(
  'list-all-identities',
  'SELECT * FROM identities WHERE user_id = $1 ORDER BY id',
);
const listOfUsers = statement(
  'list-identities-of-users',
  'SELECT * FROM identities WHERE user_id = ANY ($1) ORDER BY id',
);
const countOfUser = statement(
  'count-identities',
  'SELECT count(*)::int AS total FROM identities WHERE user_id = $1',
);
const insertIdentity = statement(
  'insert-identity',
  `INSERT INTO identities (id, user_id, provider, issuer, subject, email) VALUES ($1, $2, $3, $4, $5, $6)
   RETURNING *`,
);
const deleteIdentity = statement(
  'delete-identity',
  'DELETE FROM identities WHERE id = $1 AND user_id = $2 RETURNING *',
);
const deleteOfUser = statement('delete-identities', 'DELETE FROM identities WHERE user_id = $1');
/** Two first sign-ins of one person are one after the other; a lock of its own, since there is no row to lock. */
const lockSubject = statement(
  'lock-identity-subject',
  "SELECT pg_advisory_xact_lock(hashtextextended('identity ' || $1, 0))",
);

/** How people sign in by providers: who they are there, and which account that opens. */
@Injectable()
export class IdentitiesService {
  constructor(
    private readonly sql: Sql,
    private readonly passwords: PasswordsService,
    private readonly cursors: Cursors,
  ) {}

  /** The identity that is linked to an account; null when it opens none. */
  async find({ provider, issuer, subject }: IdentityKey): Promise<IdentityView | null> {
    const [row] = await this.sql.query<IdentityRow>(selectBySubject, [provider, issuer, subject]);
    return row === undefined ? null : identityOfRow(row);
  }

  /** Whether an account has an identity of this provider and issuer, whoever it is there. */
  async has(userId: string, { provider, issuer }: IdentityKey): Promise<boolean> {
    return (await this.sql.query(selectOfUser, [userId, provider, issuer])).length > 0;
  }

  /** Keeps others from linking the same identity until the open transaction is over. */
  async lock({ provider, issuer, subject }: IdentityKey): Promise<void> {
    await this.sql.query(lockSubject, [JSON.stringify([provider, issuer, subject])]);
  }

  /** Links an identity to a locked account, in the open transaction; see `lock` and `has`. */
  async link(userId: string, key: IdentityKey, email: string | null): Promise<IdentityView> {
    const values = [newId(), userId, key.provider, key.issuer, key.subject, email];
    const [row] = await this.sql.query<IdentityRow>(insertIdentity, values);
    return identityOfRow(row);
  }

  /** One page of the identities of an account, oldest first. */
  async list(
    principal: Principal,
    userId: string,
    limit: number,
    cursor?: string,
  ): Promise<Page<IdentityView>> {
    const scope = ['identities', principal.userId, userId];
    const [after] = cursor === undefined ? [FIRST_UUID] : await this.cursors.decode(scope, cursor);
    const rows = await this.sql.query<IdentityRow>(listOfUser, [userId, after, limit + 1]);
    return pageOf(rows, limit, identityOfRow, (last) => this.cursors.encode(scope, [last.id]));
  }

  /** Every identity of an account, oldest first. */
  async listAll(userId: string): Promise<IdentityView[]> {
    return (await this.sql.query<IdentityRow>(listAllOfUser, [userId])).map(identityOfRow);
  }

  /** Every identity of these accounts, oldest first. */
  async listOfUsers(userIds: readonly string[]): Promise<IdentityView[]> {
    return (await this.sql.query<IdentityRow>(listOfUsers, [userIds])).map(identityOfRow);
  }

  /**
   * Removes an identity of a locked account, in the open transaction. The lock is what lets one of two removals at once
   * see the other.
   * @throws IdentityNotFoundError, LastWayInError
   */
  async remove(userId: string, id: string): Promise<IdentityView> {
    const [row] = isUuid(id) ? await this.sql.query<IdentityRow>(deleteIdentity, [id, userId]) : [];
    if (row === undefined) {
      throw new IdentityNotFoundError();
    }
    const [left] = await this.sql.query<{ total: number }>(countOfUser, [userId]);
    if (left?.total === 0 && (await this.passwords.passwordChangedAt(userId)) === null) {
      throw new LastWayInError();
    }
    return identityOfRow(row);
  }

  /** Removes every identity of an account, as a part of what made that necessary. */
  async deleteAll(userId: string): Promise<void> {
    await this.sql.change(deleteOfUser, [userId]);
  }
}
