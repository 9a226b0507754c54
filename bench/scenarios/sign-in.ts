import type { Bench } from '../support/bench-server.js';
import { SERVER_CPU } from '../support/bench-server.js';
import { type Figure, median } from '../support/figures.js';
import { compare, load, type LoadResult } from '../support/load.js';
import { Measured, pin } from '../support/processes.js';

const SECONDS = 5;
const ALL_CPUS = '0,1';

function signIns(bench: Bench, connections: number, seconds = SECONDS): Promise<LoadResult> {
  const body = JSON.stringify({ identifier: 'admin', password: bench.password });
  return load({
    url: `${bench.url}/v1/sessions`,
    method: 'POST',
    connections,
    seconds,
    headers: { 'content-type': 'application/json' },
    body,
    expected: 201,
  });
}

async function hashesAlone(): Promise<number> {
  const reference = new Measured([process.execPath, 'bench/reference/argon2.mjs', String(SECONDS)], {
    cpu: SERVER_CPU,
  });
  await reference.prints('verifications per second');
  await reference.stop();
  return Number(reference.text.split(':')[1]);
}

export async function oneCore(bench: Bench): Promise<Figure[]> {
  const { ours, reference, ratio } = await compare(
    async () => (await signIns(bench, 16)).requestsPerSecond,
    hashesAlone,
    3,
  );
  return [
    {
      what: 'password sign-in on one core, against the Argon2id verification alone',
      measured: `${ours.toFixed(1)}/s`,
      reference: `${reference.toFixed(1)}/s`,
      ratio,
      target: { kind: 'at least', value: 0.85 },
    },
  ];
}

/** What everybody else notices while sixteen connections sign in, on all processors. */
export async function neighbours(bench: Bench): Promise<Figure[]> {
  const { token } = await bench.signUp('neighbour@example.com');
  const everybodyElse = () =>
    load({
      url: `${bench.url}/v1/users/me`,
      connections: 16,
      seconds: SECONDS,
      headers: { authorization: `Bearer ${token}` },
    });
  pin(bench.server.child.pid!, ALL_CPUS);
  await everybodyElse();
  const pairs: { quiet: LoadResult; busy: LoadResult }[] = [];
  for (let pair = 0; pair < 3; pair += 1) {
    const quiet = await everybodyElse();
    const [busy] = await Promise.all([everybodyElse(), signIns(bench, 16)]);
    pairs.push({ quiet, busy });
  }
  pin(bench.server.child.pid!, SERVER_CPU);
  const of = (pick: (pair: { quiet: LoadResult; busy: LoadResult }) => number) => median(pairs.map(pick));
  const rate = (value: number) => `${Math.round(value).toLocaleString('en')} requests/s`;
  return [
    {
      what: 'others while 16 connections sign in, throughput against quiet',
      measured: rate(of(({ busy }) => busy.requestsPerSecond)),
      reference: rate(of(({ quiet }) => quiet.requestsPerSecond)),
      ratio: of(({ busy, quiet }) => busy.requestsPerSecond / quiet.requestsPerSecond),
      target: { kind: 'at least', value: 0.5 },
    },
    {
      what: 'others while 16 connections sign in, p99 against quiet',
      measured: `${of(({ busy }) => busy.p99Ms)} ms`,
      reference: `${of(({ quiet }) => quiet.p99Ms)} ms`,
      ratio: of(({ busy, quiet }) => busy.p99Ms / quiet.p99Ms),
      target: { kind: 'at most', value: 4 },
    },
  ];
}
