import { estimateRows } from './row-estimate.js';
import type { Sql } from './sql.js';

/** Up to here a number of matches is exact. */
export const MAX_EXACT_COUNT = 10_000;

/** A part of a list by position, with how long the list is. */
export interface CountedSlice<T> {
  rows: T[];
  total: number;
  /** Whether `total` is what the statistics of the tables say, beyond what is counted. */
  isEstimate: boolean;
}

/**
 * How many rows a query has: counted up to 10,000, estimated beyond, so that it costs the same however many there are.
 * @param query selects one row for each, without an order; planned for these values
 */
export async function countOrEstimate(
  sql: Sql,
  query: string,
  values: readonly unknown[],
): Promise<Pick<CountedSlice<never>, 'total' | 'isEstimate'>> {
  const counting = `SELECT count(*)::int AS total FROM (${query} LIMIT ${MAX_EXACT_COUNT + 1}) AS counted`;
  const [row] = await sql.queryUnnamed<{ total: number }>(counting, values);
  const total = row?.total ?? 0;
  return total <= MAX_EXACT_COUNT
    ? { total, isEstimate: false }
    : { total: Math.max(total, await estimateRows(sql, query, values)), isEstimate: true };
}
