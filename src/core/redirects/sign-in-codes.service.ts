import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatToken, parseToken } from '../../common/tokens.js';
import { statement, Sql } from '../../database/sql.js';

const KIND = 'lkx';
const CODE_BYTES = 32;
/** A page exchanges its code as soon as it has loaded. */
export const CODE_LIFETIME_SECONDS = 120;

/** What a code is good for: one session of this account. */
export interface CodeGrant {
  userId: string;
  /** The identity that opened the account; when it is removed, its codes are gone too. */
  identityId: string;
  provider: string;
  applicationId: string | null;
}

interface CodeRow {
  user_id: string;
  identity_id: string;
  provider: string;
  application_id: string | null;
}

const insertCode = statement(
  'insert-sign-in-code',
  `INSERT INTO sign_in_codes (code_hash, user_id, identity_id, provider, application_id, expires_at)
   VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => ${CODE_LIFETIME_SECONDS}))`,
);
const useCode = statement(
  'use-sign-in-code',
  `DELETE FROM sign_in_codes WHERE code_hash = $1 AND expires_at > now()
   RETURNING user_id, identity_id, provider, application_id`,
);
const deleteExpired = statement(
  'delete-expired-sign-in-codes',
  `DELETE FROM sign_in_codes WHERE code_hash IN (
     SELECT code_hash FROM sign_in_codes WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** The codes that redirect sign-ins end with: random, stored as hashes, good once and for two minutes. */
@Injectable()
export class SignInCodes {
  constructor(private readonly sql: Sql) {}

  /** @returns a new code; part of the transaction in which the account was found or made */
  async create({ userId, identityId, provider, applicationId }: CodeGrant): Promise<string> {
    const code = formatToken(KIND, randomBytes(CODE_BYTES));
    await this.sql.change(insertCode, [hashOf(code), userId, identityId, provider, applicationId]);
    return code;
  }

  /** Uses a code up; of several at once one succeeds. Null when it is not good. */
  async use(code: string): Promise<CodeGrant | null> {
    if (parseToken(KIND, CODE_BYTES, code) === null) {
      return null;
    }
    const [row] = await this.sql.query<CodeRow>(useCode, [hashOf(code)]);
    if (row === undefined) {
      return null;
    }
    const { user_id: userId, identity_id: identityId, provider, application_id: applicationId } = row;
    return { userId, identityId, provider, applicationId };
  }

  /** Removes what nobody can use any more. */
  async deleteExpired(): Promise<void> {
    await this.sql.change(deleteExpired);
  }
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
