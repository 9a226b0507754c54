import { randomInt } from 'node:crypto';

const WARM_UPS = 3;
const RUNS = 60;
/** A skipped hash gives 0.5, a skipped insert 0.2; what is left here is the noise of 60 runs. */
const TOLERANCE = 0.12;
/** A difference that is there comes back; one that some other work of the machine made does not. */
const ROUNDS = 3;

export type Requests = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * The kinds of requests whose times tell them from the first kind, round after round.
 * @returns how well, by kind: see {@link separation}
 */
export async function toldApart(kinds: Requests): Promise<Map<string, number>> {
  const [reference = ''] = Object.keys(kinds);
  await interleave(kinds, WARM_UPS);
  let apart = new Map(Object.keys(kinds).map((kind) => [kind, 0]));
  for (let round = 0; round < ROUNDS && apart.size > 0; round += 1) {
    const samples = await interleave(kinds, RUNS);
    const separations = [...apart.keys()].map(
      (kind) => [kind, separation(samples.get(reference) ?? [], samples.get(kind) ?? [])] as const,
    );
    apart = new Map(separations.filter(([, value]) => Math.abs(value - 0.5) >= TOLERANCE));
  }
  return apart;
}

/**
 * Times several kinds of requests in turns, each turn in an order of its own, so that whatever else the machine does,
 * and what a request leaves to be done after it, touches all alike.
 * @returns milliseconds of each run, by kind
 */
export async function interleave(kinds: Requests, runs: number): Promise<Map<string, number[]>> {
  const samples = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
  for (let run = 0; run < runs; run += 1) {
    for (const [kind, request] of shuffled(Object.entries(kinds))) {
      const started = performance.now();
      await request();
      samples.get(kind)?.push(performance.now() - started);
    }
  }
  return samples;
}

/**
 * How well two samples can be told apart: the probability that a value of one is above a value of the other
 * (Mann-Whitney). 0.5 is not at all; 0 and 1 are every time.
 */
function separation(one: readonly number[], other: readonly number[]): number {
  const wins = one.reduce(
    (sum, a) => sum + other.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  return wins / (one.length * other.length);
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: randomInt(2 ** 32) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
