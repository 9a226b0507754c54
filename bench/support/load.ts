import autocannon from 'autocannon';
import { median } from './figures.js';

export interface Load {
  url: string;
  connections?: number;
  seconds?: number;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** Statuses that count as served; anything else fails the run. */
  expected?: number;
}

export interface LoadResult {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** Sends requests as fast as they are answered; fails when one is answered otherwise than expected. */
export async function load({
  url,
  connections = 32,
  seconds = 4,
  method = 'GET',
  headers,
  body,
  expected = 200,
}: Load): Promise<LoadResult> {
  const result = await autocannon({ url, connections, duration: seconds, method, headers, body });
  const statuses = Object.keys(result.statusCodeStats ?? {});
  if (result.errors > 0 || statuses.some((status) => Number(status) !== expected)) {
    throw new Error(
      `${method} ${url} answered ${JSON.stringify(result.statusCodeStats)} with ${result.errors} errors.`,
    );
  }
  return {
    requestsPerSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

export interface Comparison {
  ours: number;
  reference: number;
  /** The median of the ratios of the pairs, which a machine that gets slower or faster does not shift. */
  ratio: number;
}

/** Measures two things in turn, A B A B, after a warm-up of each. */
export async function compare(
  ours: () => Promise<number>,
  reference: () => Promise<number>,
  pairs = 5,
): Promise<Comparison> {
  await ours();
  await reference();
  const results: { a: number; b: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    results.push({ a: await ours(), b: await reference() });
  }
  return {
    ours: median(results.map(({ a }) => a)),
    reference: median(results.map(({ b }) => b)),
    ratio: median(results.map(({ a, b }) => a / b)),
  };
}
