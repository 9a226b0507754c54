import { selectPrincipal } from '../../src/authentication/session-principals.js';
import type { Bench } from '../support/bench-server.js';
import { fillUsers, SERVER_CPU } from '../support/bench-server.js';
import { type Figure, median } from '../support/figures.js';
import { compare, load } from '../support/load.js';
import { freePort, Measured } from '../support/processes.js';

const SMALL = 10_000;
const LARGE = 1_000_000;
const LIST = 'SELECT * FROM accounts ORDER BY id DESC LIMIT $1';
const LIST_AFTER = 'SELECT * FROM accounts WHERE id < $2 ORDER BY id DESC LIMIT $1';
const rate = (value: number) => `${Math.round(value).toLocaleString('en')} requests/s`;

/** Runs bare Fastify with the statement beside ours, in turn. */
async function against(bench: Bench, path: string, token: string, statement: string, values: unknown[]) {
  const port = await freePort();
  const command = [
    process.execPath,
    'bench/reference/fastify-statement.mjs',
    String(port),
    bench.databaseUrl,
    statement,
    JSON.stringify(values),
  ];
  const reference = new Measured(command, { cpu: SERVER_CPU });
  await reference.prints('ready');
  try {
    return await compare(
      async () =>
        (await load({ url: bench.url + path, headers: { authorization: `Bearer ${token}` } }))
          .requestsPerSecond,
      async () => (await load({ url: `http://127.0.0.1:${port}/` })).requestsPerSecond,
    );
  } finally {
    await reference.stop();
  }
}

export async function whoAmI(bench: Bench): Promise<Figure[]> {
  const { token, sessionId } = await bench.signUp('reader@example.com');
  const { ours, reference, ratio } = await against(bench, '/v1/users/me', token, selectPrincipal.text, [
    sessionId,
  ]);
  return [
    {
      what: '`GET /v1/users/me` with an access token, against bare Fastify with the same statement',
      measured: rate(ours),
      reference: rate(reference),
      ratio,
      target: { kind: 'at least', value: 0.8 },
    },
  ];
}

export async function lists(bench: Bench): Promise<Figure[]> {
  await fillUsers(bench.sql, SMALL);
  const token = await bench.token();
  const first = await against(bench, '/v1/users?limit=20', token, LIST, [21]);
  const deep = await deepCursor(bench, token, 200);
  const later = await against(bench, `/v1/users?limit=20&cursor=${deep.cursor}`, token, LIST_AFTER, [
    21,
    deep.lastId,
  ]);
  const atSmall = await costs(bench, token);
  await fillUsers(bench.sql, LARGE);
  const freshToken = await bench.token();
  const atLarge = await costs(bench, freshToken);
  const searches = await searchTimes(bench, freshToken);
  const target = { kind: 'at least', value: 0.7 } as const;
  return [
    {
      what: '`GET /v1/users?limit=20`, first page, against bare Fastify with the same statement',
      measured: rate(first.ours),
      reference: rate(first.reference),
      ratio: first.ratio,
      target,
    },
    {
      what: 'the same, page 201',
      measured: rate(later.ours),
      reference: rate(later.reference),
      ratio: later.ratio,
      target,
    },
    {
      what: 'cost of a page at 1,000,000 users against 10,000',
      measured: rate(atLarge),
      reference: rate(atSmall),
      ratio: atSmall / atLarge,
      target: { kind: 'at most', value: 1.3 },
    },
    {
      what: 'search by part of a name or e-mail at 1,000,000 users, median, against 10 ms',
      measured: `${searches.toFixed(1)} ms`,
      reference: '10 ms',
      ratio: searches / 10,
      target: { kind: 'at most', value: 1 },
    },
  ];
}

async function deepCursor(
  bench: Bench,
  token: string,
  pages: number,
): Promise<{ cursor: string; lastId: string }> {
  let cursor = '';
  let lastId = '';
  for (let page = 0; page < pages; page += 1) {
    const answer = await fetch(`${bench.url}/v1/users?limit=20${cursor && `&cursor=${cursor}`}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = (await answer.json()) as { data: { id: string }[]; nextCursor: string };
    cursor = body.nextCursor;
    lastId = body.data.at(-1)!.id;
  }
  return { cursor, lastId };
}

async function costs(bench: Bench, token: string): Promise<number> {
  const { cursor } = await deepCursor(bench, token, 100);
  const run = () =>
    load({
      url: `${bench.url}/v1/users?limit=20&cursor=${cursor}`,
      headers: { authorization: `Bearer ${token}` },
    });
  await run();
  return median([
    (await run()).requestsPerSecond,
    (await run()).requestsPerSecond,
    (await run()).requestsPerSecond,
  ]);
}

/** One after the other, a different text each time, found and not found alike. */
async function searchTimes(bench: Bench, token: string): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < 100; index += 1) {
    const text =
      index % 4 === 0
        ? `r${73_100 + index * 991}`
        : index % 4 === 1
          ? `u${500_000 + index}@ex`
          : index % 4 === 2
            ? (index * 7_919).toString(16) + 'a9'
            : 'no such text';
    const began = performance.now();
    const answer = await fetch(`${bench.url}/v1/users?limit=20&search=${encodeURIComponent(text)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await answer.text();
    if (answer.status !== 200) {
      throw new Error(`A search answered ${answer.status}.`);
    }
    times.push(performance.now() - began);
  }
  return median(times);
}
