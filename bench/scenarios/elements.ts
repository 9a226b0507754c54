import type { Bench } from '../support/bench-server.js';
import { fillUsers } from '../support/bench-server.js';
import { type Figure, median } from '../support/figures.js';

const SMALL = 10_000;
const LARGE = 1_000_000;
const SEARCHES = 60;
/** The whole list, its end as far as it goes, what everybody has, what few have, what nobody has. */
const QUERIES: Readonly<Record<string, (index: number) => string>> = {
  'first page of all users': () => '',
  'page at offset 10,000': () => '?offset=9980',
  'search that all match': () => '?search=example',
  'search that few match': (index) => `?search=user${7_310 + index}`,
  'search that none matches': (index) => `?search=No${index}body`,
};

/** Lists and searches of Elements' superusers, with totals, at 10 thousand users and at 1 million. */
export async function elements(bench: Bench): Promise<Figure[]> {
  await fillUsers(bench.sql, SMALL);
  const small = await timesOf(bench);
  await fillUsers(bench.sql, LARGE);
  const large = await timesOf(bench);
  return Object.keys(QUERIES).map((what) => ({
    what: `Elements, ${what}: time at 1,000,000 users against 10,000, medians`,
    measured: `${large[what].toFixed(1)} ms`,
    reference: `${small[what].toFixed(1)} ms`,
    ratio: large[what] / small[what],
    target: { kind: 'at most', value: 3 },
  }));
}

async function timesOf(bench: Bench): Promise<Record<string, number>> {
  const authorization = `Bearer ${await bench.token()}`;
  const medians: Record<string, number> = {};
  for (const [what, query] of Object.entries(QUERIES)) {
    const times: number[] = [];
    for (let index = 0; index < SEARCHES; index += 1) {
      const began = performance.now();
      const answer = await fetch(`${bench.url}/api/rest/user${query(index)}`, { headers: { authorization } });
      await answer.text();
      if (answer.status !== 200) {
        throw new Error(`${what} answered ${answer.status}.`);
      }
      times.push(performance.now() - began);
    }
    medians[what] = median(times);
  }
  return medians;
}
