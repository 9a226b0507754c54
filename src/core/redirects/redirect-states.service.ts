import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { statement, Sql } from '../../database/sql.js';
import { DataBox } from '../../keys/data-box.js';

/** How long somebody has at a provider. */
export const FLOW_LIFETIME_SECONDS = 600;

const expect = statement(
  'expect-redirect-state',
  `INSERT INTO redirect_states (state_hash, expires_at)
   VALUES ($1, now() + make_interval(secs => ${FLOW_LIFETIME_SECONDS}))`,
);
const keepAnswer = statement(
  'keep-redirect-answer',
  `UPDATE redirect_states SET answer = $2, key_id = $3
    WHERE state_hash = $1 AND answer IS NULL AND used_at IS NULL AND expires_at > now()`,
);
const useUp = statement(
  'use-redirect-state',
  `INSERT INTO redirect_states AS known (state_hash, used_at, expires_at)
   VALUES ($1, now(), now() + make_interval(secs => ${FLOW_LIFETIME_SECONDS}))
   ON CONFLICT (state_hash) DO UPDATE SET used_at = now() WHERE known.used_at IS NULL
   RETURNING answer, key_id`,
);
const deleteExpired = statement(
  'delete-expired-redirect-states',
  `DELETE FROM redirect_states WHERE state_hash IN (
     SELECT state_hash FROM redirect_states WHERE expires_at < now() LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

interface AnswerRow {
  answer: Buffer | null;
  key_id: string | null;
}

/** What a provider sends along with a state, such as a code. */
export type RedirectAnswer = Readonly<Record<string, string>>;

/**
 * The states of redirect sign-ins as all replicas know them: which were used up, and, where a provider answers by a form
 * post that carries no cookie, which are awaited and what was posted.
 */
@Injectable()
export class RedirectStates {
  constructor(
    private readonly sql: Sql,
    private readonly box: DataBox,
  ) {}

  /** Makes a state known, so that an answer to it can be posted. */
  async expect(state: string): Promise<void> {
    await this.sql.change(expect, [hashOf(state)]);
  }

  /**
   * Keeps what was posted, encrypted, until the browser comes for it with its cookie.
   * @returns false when nobody awaits it: unknown, expired, used, or answered already
   */
  async keep(state: string, answer: RedirectAnswer): Promise<boolean> {
    const hash = hashOf(state);
    const { box, keyId } = this.box.seal(answer, placeOf(hash));
    return (await this.sql.change(keepAnswer, [hash, box, keyId])) > 0;
  }

  /**
   * Uses a state up; of several at once one succeeds. Whoever calls knows from elsewhere that the state is ours and young.
   * @returns what was posted, empty when nothing was; null when the state was used before
   */
  async use(state: string): Promise<RedirectAnswer | null> {
    const hash = hashOf(state);
    const [row] = await this.sql.query<AnswerRow>(useUp, [hash]);
    if (row === undefined) {
      return null;
    }
    const { answer, key_id: keyId } = row;
    return answer === null || keyId === null ? {} : this.box.open({ box: answer, keyId }, placeOf(hash));
  }

  /** Forgets states that would be refused anyway. */
  async deleteExpired(): Promise<void> {
    await this.sql.change(deleteExpired);
  }
}

function hashOf(state: string): Buffer {
  return createHash('sha256').update(state).digest();
}

function placeOf(hash: Buffer): string {
  return `redirect_states|${hash.toString('base64url')}|answer`;
}
