import { type Bench, SERVER_CPU } from '../support/bench-server.js';
import type { Figure } from '../support/figures.js';
import { KeepAliveClient } from '../support/keep-alive-client.js';
import { compare } from '../support/load.js';
import { freePort, Measured } from '../support/processes.js';

/** Enough that nobody has as many sessions as one may have. */
const PEOPLE = 4_000;
const SIGN_INS = 8_000;
const CONNECTIONS = 64;

/** Known people by their tokens, against the work that is in it: one verification, one read by an index, one insert. */
export async function tokenSignIn(bench: Bench): Promise<Figure[]> {
  const subjects = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`);
  await signIn(bench.url, '/v1/sessions/google', await freshTokens(bench, subjects, PEOPLE));
  await bench.sql.query('VACUUM ANALYZE');
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
      async () => signIn(bench.url, '/v1/sessions/google', await freshTokens(bench, subjects, SIGN_INS)),
      async () => signIn(`http://127.0.0.1:${port}`, '/', await freshTokens(bench, subjects, SIGN_INS)),
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

/** Tokens of these people in turn, none of which was ever sent. */
async function freshTokens(bench: Bench, subjects: readonly string[], count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < count; index += 1) {
    tokens.push(await bench.provider.idToken(subjects[index % subjects.length]));
  }
  return tokens;
}

/** Sends each token once, as fast as they are answered. @returns how many a second */
async function signIn(base: string, path: string, tokens: readonly string[]): Promise<number> {
  const left = tokens.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const client = new KeepAliveClient(base);
      for (const identityToken of left) {
        const { status, body } = await client.post(path, { identityToken }, {});
        if (status >= 300) {
          throw new Error(`${base}${path} answered ${status}: ${body}`);
        }
      }
      client.close();
    }),
  );
  return tokens.length / ((performance.now() - began) / 1_000);
}
