import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { formatToken, parseToken } from '../../common/tokens.js';
import { statement, Sql } from '../../database/sql.js';
import { UnitOfWork } from '../../database/unit-of-work.js';
import type { SessionView } from '../sessions/session.row.js';
import { SessionsService } from '../sessions/sessions.service.js';

const KIND = 'lkx';
const CODE_BYTES = 32;
/** A page exchanges its code as soon as it has loaded. */
const CODE_LIFETIME_SECONDS = 120;

interface CodeRow {
  session_id: string;
  user_id: string;
}

const insertCode = statement(
  'insert-sign-in-code',
  `INSERT INTO sign_in_codes (code_hash, session_id, user_id, expires_at)
   VALUES ($1, $2, $3, now() + make_interval(secs => ${CODE_LIFETIME_SECONDS}))`,
);
const useCode = statement(
  'use-sign-in-code',
  `DELETE FROM sign_in_codes WHERE code_hash = $1 AND expires_at > now() RETURNING session_id, user_id`,
);
const deleteExpired = statement(
  'delete-expired-sign-in-codes',
  `DELETE FROM sign_in_codes WHERE code_hash IN (
     SELECT code_hash FROM sign_in_codes WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)
   RETURNING session_id, user_id`,
);

/**
 * The codes that redirect sign-ins end with: random, stored as hashes, good once and for two minutes. Each stands for a
 * session that is open already, so whatever ends that session ends the code.
 */
@Injectable()
export class SignInCodes {
  constructor(
    private readonly sql: Sql,
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
  ) {}

  /** @returns a new code for a session that was just opened */
  async create({ id, userId }: SessionView): Promise<string> {
    const code = formatToken(KIND, randomBytes(CODE_BYTES));
    await this.sql.change(insertCode, [hashOf(code), id, userId]);
    return code;
  }

  /** Uses a code up; of several at once one succeeds. @returns the session, null when the code or the session is not good */
  async use(code: string): Promise<SessionView | null> {
    if (parseToken(KIND, CODE_BYTES, code) === null) {
      return null;
    }
    const [row] = await this.sql.query<CodeRow>(useCode, [hashOf(code)]);
    return row === undefined ? null : this.sessions.findLive(row.user_id, row.session_id);
  }

  /** Removes codes that nobody came for, and ends their sessions, whose tokens nobody has. */
  async deleteExpired(): Promise<void> {
    await this.unitOfWork.run(async () => {
      const rows = await this.sql.query<CodeRow>(deleteExpired);
      await this.sessions.endUnclaimed(rows.map((row) => row.session_id));
    });
  }
}

function hashOf(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
