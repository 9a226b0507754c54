/**
 * Times several kinds of requests in turns, so that whatever else the machine does touches all alike.
 * @returns milliseconds of each run, by kind
 */
export async function interleave(
  kinds: Readonly<Record<string, (run: number) => Promise<unknown>>>,
  runs: number,
): Promise<Map<string, number[]>> {
  const samples = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  for (let run = 0; run < runs; run += 1) {
    for (const [kind, request] of Object.entries(kinds)) {
      const started = performance.now();
      await request(run);
      samples.get(kind)?.push(performance.now() - started);
    }
  }
  return samples;
}

/**
 * How well two samples can be told apart: the probability that a value of one is above a value of the other
 * (Mann-Whitney). 0.5 is not at all; 0 and 1 are every time.
 */
export function separation(one: readonly number[], other: readonly number[]): number {
  const wins = one.reduce(
    (sum, a) => sum + other.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  return wins / (one.length * other.length);
}
