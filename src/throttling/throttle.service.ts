import { Injectable } from '@nestjs/common';
import { ThrottlingConfig } from '../config/throttling.config.js';
import { statement, Sql } from '../database/sql.js';
import { TooManyAttemptsError } from './throttle.errors.js';

/** One counter to reserve an attempt on. */
export interface ThrottleRule {
  /** What is counted, for example `sign-in:network:192.0.2.1/32`; never a readable identifier of a person. */
  key: string;
  /** Attempts within the window before the next one is refused. */
  limit: number;
  windowSeconds: number;
  /** How long the first refusal lasts, doubling with each further one; 0 = to the end of the window. */
  firstBlockSeconds: number;
  maxBlockSeconds: number;
}

const reserve = statement(
  'throttle-reserve',
  'SELECT rule, retry_after FROM throttle_reserve($1, $2, $3, $4, $5)',
);
const forget = statement('throttle-forget', 'DELETE FROM throttle_counters WHERE key = ANY ($1)');
const forgetExpired = statement(
  'throttle-forget-expired',
  `DELETE FROM throttle_counters WHERE key IN (
     SELECT key FROM throttle_counters WHERE window_ends_at < now() AND (blocked_until IS NULL OR blocked_until < now())
      LIMIT 10000 FOR UPDATE SKIP LOCKED)`,
);

/** Attempt counters in PostgreSQL, one truth for all replicas. */
@Injectable()
export class ThrottleService {
  constructor(
    private readonly sql: Sql,
    private readonly config: ThrottlingConfig,
  ) {}

  /**
   * Counts an attempt before it is made, in a transaction of its own, so that nothing that fails later gives it back.
   * Rules are taken in order; the first that refuses ends it, and later ones do not count.
   * @throws TooManyAttemptsError
   */
  async reserve(rules: readonly ThrottleRule[]): Promise<void> {
    if (!this.config.isOn) {
      return;
    }
    const [refusal] = await this.sql.query<{ rule: number; retry_after: number }>(reserve, [
      rules.map((rule) => rule.key),
      rules.map((rule) => rule.limit),
      rules.map((rule) => rule.windowSeconds),
      rules.map((rule) => rule.firstBlockSeconds),
      rules.map((rule) => rule.maxBlockSeconds),
    ]);
    if (refusal !== undefined) {
      throw new TooManyAttemptsError(refusal.retry_after);
    }
  }

  /** Forgets what was counted, after a success; in the transaction of that success. */
  async forget(keys: readonly string[]): Promise<void> {
    if (this.config.isOn) {
      await this.sql.change(forget, [keys]);
    }
  }

  /** Removes counters that no longer matter. */
  async forgetExpired(): Promise<void> {
    await this.sql.change(forgetExpired);
  }
}
