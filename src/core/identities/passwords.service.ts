import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';
import { KeyedDigest } from '../../keys/keyed-digest.js';
import { PasswordHasher, type PasswordHash } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';
import type { PasswordContext } from './password-strength.js';

/** A password was verified against this hash of this account. */
export interface PasswordProof {
  userId: string;
  hash: string;
}

interface CredentialRow {
  hash: string;
  pepper_key_id: string;
}

const selectCredential = statement(
  'select-password',
  'SELECT hash, pepper_key_id FROM password_credentials WHERE user_id = $1',
);
const upsertCredential = statement(
  'upsert-password',
  `INSERT INTO password_credentials (user_id, hash, pepper_key_id) VALUES ($1, $2, $3)
   ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, pepper_key_id = excluded.pepper_key_id, changed_at = now()`,
);
const replaceHash = statement(
  'replace-password-hash',
  'UPDATE password_credentials SET hash = $2, pepper_key_id = $3 WHERE user_id = $1 AND hash = $4',
);
const lockCredential = statement(
  'lock-password',
  'SELECT 1 FROM password_credentials WHERE user_id = $1 AND hash = $2 FOR SHARE',
);
const selectPepperUse = statement(
  'select-password-of-pepper',
  'SELECT 1 FROM password_credentials WHERE pepper_key_id = $1 LIMIT 1',
);
const selectChangedAt = statement(
  'select-password-changed-at',
  'SELECT changed_at FROM password_credentials WHERE user_id = $1',
);
const deleteCredential = statement('delete-password', 'DELETE FROM password_credentials WHERE user_id = $1');

/** The passwords of accounts; their hashes never leave this module. */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly sql: Sql,
    private readonly hasher: PasswordHasher,
    private readonly rules: PasswordRules,
    private readonly digest: KeyedDigest,
  ) {}

  /**
   * Checks a new password against the rules.
   * @param field where it stood in the request, for the error
   * @param context of the account it is for: what its owner's password must not be made of
   * @throws PasswordRefusedError
   */
  assertAcceptable(password: string, field: string, context: PasswordContext): Promise<void> {
    return this.rules.assertAcceptable(password, field, context);
  }

  /** Hashes a password, outside of any transaction: it takes long and holds nothing. */
  hash(password: string): Promise<PasswordHash> {
    return this.hasher.hash(password);
  }

  /** Sets or replaces the password of an account. */
  async store(userId: string, { hash, pepperKeyId }: PasswordHash): Promise<void> {
    await this.sql.change(upsertCredential, [userId, hash, pepperKeyId]);
  }

  /** Whether any password is still peppered with this key. */
  async needsPepper(keyId: string): Promise<boolean> {
    return (await this.sql.query(selectPepperUse, [keyId])).length > 0;
  }

  /** When the password of an account was set; null when it has none. */
  async passwordChangedAt(userId: string): Promise<Date | null> {
    const [row] = await this.sql.query<{ changed_at: Date }>(selectChangedAt, [userId]);
    return row?.changed_at ?? null;
  }

  /**
   * A mark of the present password: another one after every change of it, the same whenever it is asked for in between.
   * It is made of when that was and of a key, not of the password, so nothing can be learnt from it.
   * @returns 48 bytes; null for an account without a password
   */
  async markOf(userId: string): Promise<Buffer | null> {
    const changedAt = await this.passwordChangedAt(userId);
    return changedAt === null
      ? null
      : this.digest.bytesOf('password mark', `${userId} ${changedAt.toISOString()}`);
  }

  /** Removes the password of an account. */
  async delete(userId: string): Promise<void> {
    await this.sql.change(deleteCredential, [userId]);
  }

  /**
   * Whether this is the account's password; costs the same whether or not it has one.
   * @returns a proof for `isStillProven`, null when it is not the password
   * @throws BusyError
   */
  async verify(userId: string, password: string): Promise<PasswordProof | null> {
    const [row] = await this.sql.read<CredentialRow>(selectCredential, [userId]);
    return this.verifyStored(
      userId,
      password,
      row === undefined ? null : { hash: row.hash, pepperKeyId: row.pepper_key_id },
    );
  }

  /**
   * The same for an account that was just read with its password; costs the same whether or not it exists.
   * A hash made with older parameters or an older pepper is replaced.
   * @param userId null for an account that does not exist
   * @param stored null for an account that does not exist or has no password
   * @throws BusyError
   */
  async verifyStored(
    userId: string | null,
    password: string,
    stored: PasswordHash | null,
  ): Promise<PasswordProof | null> {
    const isRight = await this.hasher.verify(password, stored);
    if (!isRight || stored === null || userId === null) {
      return null;
    }
    if (this.hasher.isCurrent(stored)) {
      return { userId, hash: stored.hash };
    }
    const renewed = await this.hasher.hash(password);
    const replaced = await this.sql.change(replaceHash, [
      userId,
      renewed.hash,
      renewed.pepperKeyId,
      stored.hash,
    ]);
    return { userId, hash: replaced > 0 ? renewed.hash : stored.hash };
  }

  /**
   * Whether the password that was proven is still the account's. Verification takes long and holds nothing, so what
   * follows from it asks again, in its own transaction, and a change of the password waits or wins.
   */
  async isStillProven({ userId, hash }: PasswordProof): Promise<boolean> {
    return (await this.sql.query(lockCredential, [userId, hash])).length > 0;
  }
}
