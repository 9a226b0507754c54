import type { Bench } from '../support/bench-server.js';
import type { Figure } from '../support/figures.js';
import { compare, load } from '../support/load.js';

const rate = (value: number) => `${Math.round(value).toLocaleString('en')} requests/s`;

/** A client that sends its password with every request must not pay for Argon2 with every request. */
export async function basic(bench: Bench): Promise<Figure[]> {
  const email = 'basic@example.com';
  const { token } = await bench.signUp(email);
  const credentials = Buffer.from(`${email}:${bench.password}`).toString('base64');
  const perSecond = async (path: string, authorization: string) =>
    (await load({ url: bench.url + path, headers: { authorization } })).requestsPerSecond;
  const { ours, reference, ratio } = await compare(
    () => perSecond('/api/v1/users/me', `Basic ${credentials}`),
    () => perSecond('/v1/users/me', `Bearer ${token}`),
  );
  return [
    {
      what: "Antfly's `GET /api/v1/users/me` with Basic, requests after the first, against `GET /v1/users/me` with an access token",
      measured: rate(ours),
      reference: rate(reference),
      ratio,
      target: { kind: 'at least', value: 0.7 },
    },
  ];
}
