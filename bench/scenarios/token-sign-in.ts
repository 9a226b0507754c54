import autocannon from 'autocannon';
import { type Bench, SERVER_CPU } from '../support/bench-server.js';
import type { Figure } from '../support/figures.js';
import { compare } from '../support/load.js';
import { freePort, Measured } from '../support/processes.js';

const PEOPLE = 200;
const TOKENS_EACH = 5;
const CONNECTIONS = 16;
const SECONDS = 4;

/** Sends the tokens in turn, as fast as they are answered; fails when one is refused. */
async function send(url: string, tokens: readonly string[]): Promise<number> {
  const requests = tokens.map((identityToken) => ({
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identityToken }),
  }));
  const result = await autocannon({ url, connections: CONNECTIONS, duration: SECONDS, requests });
  if (result.errors + result.non2xx > 0) {
    throw new Error(`${url} answered ${JSON.stringify(result.statusCodeStats)}.`);
  }
  return result.requests.total / result.duration;
}

/** Known people by their tokens, against the work that is in it: one verification, one read by an index, one insert. */
export async function tokenSignIn(bench: Bench): Promise<Figure[]> {
  const subjects = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`);
  const url = `${bench.url}/v1/sessions/google`;
  for (const subject of subjects) {
    await signInOnce(url, await bench.provider.idToken(subject));
  }
  const port = await freePort();
  const reference = new Measured(
    [
      process.execPath,
      'bench/reference/token-sign-in.mjs',
      String(port),
      bench.databaseUrl,
      JSON.stringify(bench.provider.publicKey),
    ],
    { cpu: SERVER_CPU },
  );
  await reference.prints('ready');
  try {
    const {
      ours,
      reference: bare,
      ratio,
    } = await compare(
      // New ones each time: a token comes again for a minute only.
      async () => send(url, await freshTokens(bench, subjects)),
      async () => send(`http://127.0.0.1:${port}/`, await freshTokens(bench, subjects)),
    );
    const rate = (value: number) => `${Math.round(value).toLocaleString('en')} requests/s`;
    return [
      {
        what: 'sign-in of a known identity by its ID token, against bare Fastify with one verification, read and insert',
        measured: rate(ours),
        reference: rate(bare),
        ratio,
        target: { kind: 'at least', value: 0.5 },
      },
    ];
  } finally {
    await reference.stop();
  }
}

function freshTokens(bench: Bench, subjects: readonly string[]): Promise<string[]> {
  const all = Array.from({ length: TOKENS_EACH }, () => subjects).flat();
  return Promise.all(all.map((subject) => bench.provider.idToken(subject)));
}

async function signInOnce(url: string, identityToken: string): Promise<void> {
  const { status } = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identityToken }),
  });
  if (status !== 201) {
    throw new Error(`The first sign-in answered ${status}.`);
  }
}
