import type { Sql } from './sql.js';

interface Plan {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }];
}

/** How many rows PostgreSQL expects of a query, by its statistics; costs the same for every size of the tables. */
export async function estimateRows(sql: Sql, query: string, values: readonly unknown[]): Promise<number> {
  const [row] = await sql.queryUnnamed<Plan>(`EXPLAIN (FORMAT JSON) ${query}`, values);
  return Math.round(row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0);
}
