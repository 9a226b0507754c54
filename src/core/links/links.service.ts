import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatToken, parseToken } from '../../common/tokens.js';
import { statement, Sql } from '../../database/sql.js';

const KIND = 'lkl';
const TOKEN_BYTES = 32;
export const LINK_LIFETIME_SECONDS = 1_800;

export type LinkPurpose = 'email_verification' | 'email_change' | 'password_reset';

/** What a link was made for. */
export interface Link {
  userId: string;
  purpose: LinkPurpose;
  /** The address it was sent to, as typed. */
  email: string;
}

interface LinkRow {
  user_id: string;
  purpose: LinkPurpose;
  email: string;
}

const upsertLink = statement(
  'upsert-one-time-link',
  `INSERT INTO one_time_links (user_id, purpose, token_hash, email, expires_at)
   VALUES ($1, $2, $3, $4, now() + make_interval(secs => ${LINK_LIFETIME_SECONDS}))
   ON CONFLICT (user_id, purpose) DO UPDATE
     SET token_hash = excluded.token_hash, email = excluded.email, expires_at = excluded.expires_at`,
);
const issueReserved = statement(
  'issue-reserved-link',
  `UPDATE one_time_links
      SET token_hash = $4, expires_at = now() + make_interval(secs => ${LINK_LIFETIME_SECONDS})
    WHERE user_id = $1 AND purpose = $2 AND email = $3 AND expires_at > now()`,
);
const selectLink = statement(
  'select-one-time-link',
  `SELECT user_id, purpose, email FROM one_time_links
    WHERE token_hash = $1 AND purpose = ANY ($2) AND expires_at > now()`,
);
const useLink = statement(
  'use-one-time-link',
  `DELETE FROM one_time_links WHERE token_hash = $1 AND purpose = ANY ($2) AND expires_at > now()
   RETURNING user_id, purpose, email`,
);
const deleteLinks = statement('delete-one-time-links', 'DELETE FROM one_time_links WHERE user_id = $1');
const deleteOne = statement(
  'delete-one-time-link',
  'DELETE FROM one_time_links WHERE user_id = $1 AND purpose = $2',
);
const deleteExpired = statement(
  'delete-expired-links',
  `DELETE FROM one_time_links WHERE token_hash IN (
     SELECT token_hash FROM one_time_links WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** Links that prove an address: random, stored as hashes, good once and for 30 minutes, and replaced by the next. */
@Injectable()
export class LinksService {
  constructor(private readonly sql: Sql) {}

  /** @returns the token of a new link; an earlier one of this account and purpose is over */
  async create(userId: string, purpose: LinkPurpose, email: string): Promise<string> {
    const token = newToken();
    await this.sql.change(upsertLink, [userId, purpose, hashOf(token), email]);
    return token;
  }

  /** Keeps the place of a link that is made later, so that whatever ends the links of the account ends this one too. */
  async reserve(userId: string, purpose: LinkPurpose, email: string): Promise<void> {
    await this.create(userId, purpose, email);
  }

  /** @returns the token of a link that was reserved; null when that is over, or another one took its place */
  async createReserved(userId: string, purpose: LinkPurpose, email: string): Promise<string | null> {
    const token = newToken();
    const changed = await this.sql.change(issueReserved, [userId, purpose, email, hashOf(token)]);
    return changed === 0 ? null : token;
  }

  /** What a link is for, without using it; null when it is not good. */
  find(token: string, purposes: readonly LinkPurpose[]): Promise<Link | null> {
    return this.read(selectLink, token, purposes);
  }

  /** Uses a link up; of several at once one succeeds. Null when it is not good. */
  use(token: string, purposes: readonly LinkPurpose[]): Promise<Link | null> {
    return this.read(useLink, token, purposes);
  }

  /** Ends every link of an account. */
  async deleteAll(userId: string): Promise<void> {
    await this.sql.change(deleteLinks, [userId]);
  }

  /** Ends the link of an account for this purpose. */
  async delete(userId: string, purpose: LinkPurpose): Promise<void> {
    await this.sql.change(deleteOne, [userId, purpose]);
  }

  /** Removes what nobody can use any more. */
  async deleteExpired(): Promise<void> {
    await this.sql.change(deleteExpired);
  }

  private async read(
    text: typeof selectLink,
    token: string,
    purposes: readonly LinkPurpose[],
  ): Promise<Link | null> {
    if (parseToken(KIND, TOKEN_BYTES, token) === null) {
      return null;
    }
    const [row] = await this.sql.query<LinkRow>(text, [hashOf(token), purposes]);
    return row === undefined ? null : { userId: row.user_id, purpose: row.purpose, email: row.email };
  }
}

function newToken(): string {
  return formatToken(KIND, randomBytes(TOKEN_BYTES));
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
