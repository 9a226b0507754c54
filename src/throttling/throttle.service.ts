import { Injectable } from '@nestjs/common';
import { ThrottlingConfig } from '../config/throttling.config.js';
import { statement, Sql } from '../database/sql.js';
import { RefusalCounts } from './refusal-counts.js';
import { TooManyAttemptsError } from './throttle.errors.js';

/** One counter to reserve an attempt on. */
export interface ThrottleRule {
  /**
   * What is counted, for example `sign-in:network:192.0.2.1/32`; never a readable identifier of a person. What stands
   * before the first colon is the name of the limit in headers and metrics.
   */
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
const forgetUnder = statement(
  'throttle-forget-under',
  "DELETE FROM throttle_counters WHERE key = $1 OR starts_with(key, $1 || ':')",
);
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
    private readonly refusals: RefusalCounts,
  ) {}

  /** Whether attempts are counted at all. */
  get isOn(): boolean {
    return this.config.isOn;
  }

  /**
   * Counts an attempt before it is made, in a transaction of its own, so that nothing that fails later gives it back.
   * Rules are taken in order; the first that refuses ends it, and later ones do not count.
   * @throws TooManyAttemptsError
   */
  async reserve(rules: readonly ThrottleRule[]): Promise<void> {
    const refusal = await this.count(rules);
    if (refusal !== null) {
      const { rule, retryAfterSeconds } = refusal;
      const { key, limit, windowSeconds } = rule;
      throw new TooManyAttemptsError(
        retryAfterSeconds,
        { policy: policyOf(rule), limit, windowSeconds },
        key,
      );
    }
  }

  /** The same where a refusal must not show. */
  async tryReserve(rules: readonly ThrottleRule[]): Promise<boolean> {
    return (await this.count(rules)) === null;
  }

  /** Forgets what was counted, after a success; in the transaction of that success. */
  async forget(keys: readonly string[]): Promise<void> {
    if (this.config.isOn) {
      await this.sql.change(forget, [keys]);
    }
  }

  /** Forgets a counter and those whose keys go on from its key, in the transaction of what made that right. */
  async forgetUnder(key: string): Promise<void> {
    if (this.config.isOn) {
      await this.sql.change(forgetUnder, [key]);
    }
  }

  /** Removes counters that no longer matter. */
  async forgetExpired(): Promise<void> {
    await this.sql.change(forgetExpired);
  }

  private async count(
    rules: readonly ThrottleRule[],
  ): Promise<{ rule: ThrottleRule; retryAfterSeconds: number } | null> {
    if (!this.config.isOn) {
      return null;
    }
    const [refusal] = await this.sql.query<{ rule: number; retry_after: number }>(reserve, [
      rules.map((rule) => rule.key),
      rules.map((rule) => rule.limit),
      rules.map((rule) => rule.windowSeconds),
      rules.map((rule) => rule.firstBlockSeconds),
      rules.map((rule) => rule.maxBlockSeconds),
    ]);
    const rule = refusal === undefined ? undefined : rules[refusal.rule - 1];
    if (refusal === undefined || rule === undefined) {
      return null;
    }
    this.refusals.add(policyOf(rule));
    return { rule, retryAfterSeconds: refusal.retry_after };
  }
}

function policyOf({ key }: ThrottleRule): string {
  return key.slice(0, key.indexOf(':'));
}
