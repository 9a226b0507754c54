import type { Bench } from '../support/bench-server.js';
import type { Figure } from '../support/figures.js';
import { compare, load } from '../support/load.js';

const rate = (value: number) => `${Math.round(value).toLocaleString('en')} requests/s`;

/** What it costs to ask who one is in the words of another API, against our own. */
export async function dialects(bench: Bench): Promise<Figure[]> {
  const { token } = await bench.signUp('dialects@example.com');
  const key = await post<{ key: string }>(bench, '/v1/api-keys', { name: 'Bench' }, token);
  const bought = await post<{ token: string }>(bench, '/v1/auth/access_token', { apiKey: key.key });
  const session = await post<{ sessionSecret: string }>(bench, '/api/rest/session', {
    userId: 'dialects@example.com',
    password: bench.password,
  });
  const admin = await bench.token();
  const { id } = await post<{ id: string }>(bench, '/v1/applications', { name: 'Bench' }, admin);
  const client = await post<{ clientId: string; clientSecret: string }>(
    bench,
    `/v1/applications/${id}/clients`,
    { name: 'Bench', grantTypes: ['password'] },
    admin,
  );
  const granted = await post<{ access_token: string }>(bench, '/oauth/v2/token', {
    grant_type: 'password',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    username: 'dialects@example.com',
    password: bench.password,
  });
  const doors = [
    { what: 'ByteNite, with an access token of our own API', path: '/v1/auth/user', authorization: token },
    { what: 'ByteNite, with a token of its own', path: '/v1/auth/user', authorization: bought.token },
    {
      what: 'Elements, with the secret of a session',
      path: '/api/rest/user/me',
      authorization: session.sessionSecret,
    },
    { what: 'TAG, with an access token of our own API', path: '/user/me', authorization: `Bearer ${token}` },
    {
      what: 'TAG, with a token of its own',
      path: '/user/me',
      authorization: `Bearer ${granted.access_token}`,
    },
  ];
  const figures: Figure[] = [];
  for (const { what, path, authorization } of doors) {
    const { ours, reference } = await compare(
      async () => (await load({ url: bench.url + path, headers: { authorization } })).requestsPerSecond,
      async () =>
        (await load({ url: `${bench.url}/v1/users/me`, headers: { authorization: `Bearer ${token}` } }))
          .requestsPerSecond,
    );
    figures.push({
      what: `cost of "who am I" at ${what}, against \`GET /v1/users/me\``,
      measured: rate(ours),
      reference: rate(reference),
      ratio: reference / ours,
      target: { kind: 'at most', value: 1.15 },
    });
  }
  return figures;
}

async function post<T>(bench: Bench, path: string, body: object, token?: string): Promise<T> {
  const answer = await fetch(bench.url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}.`);
  }
  return (await answer.json()) as T;
}
