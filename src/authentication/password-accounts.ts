import { Injectable } from '@nestjs/common';
import type { PasswordHash } from '../core/identities/password-hasher.js';
import { KEYED_ACCOUNT_COLUMNS, type KeyedAccountRow } from '../core/users/account.row.js';
import { parseUserReference } from '../core/users/user-reference.js';
import { statement, Sql } from '../database/sql.js';

/** An account as the view `password_principals` has it: its state, which roles and grants in which version, and its hash. */
export interface PasswordAccountRow extends KeyedAccountRow {
  /** Null, like its pepper, for an account without a password. */
  password_hash: string | null;
  pepper_key_id: string | null;
  read_at: Date;
}

const COLUMNS = `${KEYED_ACCOUNT_COLUMNS}, password_hash, pepper_key_id, read_at`;

const selectById = statement(
  'select-password-account-by-id',
  `SELECT ${COLUMNS} FROM password_principals WHERE id = $1`,
);
const selectByEmail = statement(
  'select-password-account-by-email',
  `SELECT ${COLUMNS} FROM password_principals WHERE email_key = $1`,
);
const selectByUsername = statement(
  'select-password-account-by-username',
  `SELECT ${COLUMNS} FROM password_principals WHERE username_key = $1`,
);

/** Reads whom a password is to prove, by one named statement: the account and what its password is verified against. */
@Injectable()
export class PasswordAccounts {
  constructor(private readonly sql: Sql) {}

  /**
   * @param identifier a user name or an e-mail address as somebody typed it, or the id of an account
   * @returns null when there is no such account, after the same work
   */
  async find(identifier: string | { id: string }): Promise<PasswordAccountRow | null> {
    const [row] = await this.select(typeof identifier === 'string' ? nameIn(identifier) : identifier);
    return row ?? null;
  }

  private select(reference: Name | { id: string }): Promise<PasswordAccountRow[]> {
    if ('id' in reference) {
      return this.sql.read(selectById, [reference.id]);
    }
    return 'email' in reference
      ? this.sql.read(selectByEmail, [reference.email])
      : this.sql.read(selectByUsername, [reference.username]);
  }
}

type Name = { email: string } | { username: string | null };

/** Nobody signs in by the id of an account, and what can be no name is that of nobody. */
function nameIn(text: string): Name {
  const reference = parseUserReference(text);
  return reference === null || 'id' in reference ? { username: null } : reference;
}

/** What the password of an account is verified against; null when it has none. */
export function passwordOf({
  password_hash: hash,
  pepper_key_id: pepperKeyId,
}: PasswordAccountRow): PasswordHash | null {
  return hash === null || pepperKeyId === null ? null : { hash, pepperKeyId };
}
