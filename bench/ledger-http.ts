import { newId } from '../src/common/ids.js';
import type { Holder, World } from './ledger-world.js';
import { type Answer, KeepAliveClient } from './support/keep-alive-client.js';
import { Measured } from './support/processes.js';

/** Who sends; what they send goes to any wallet. */
const SENDERS = 64;
const PASSWORD = 'correct horse battery';
const TRANSFERS = '/v1/wallets/me/transfers';

interface Sender {
  id: string;
  token: string;
}

/** The built server, in a process of its own on the world's database, with people who are signed in. */
export interface HttpFace {
  /** Transfers a second. */
  transfers(connections: number, seconds: number): Promise<number>;
  stop(): Promise<void>;
}

export async function startHttp(world: World): Promise<HttpFace> {
  const { host, port, user, password, database } = world.connection;
  const url = `postgres://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`;
  const server = new Measured([process.execPath, 'dist/server/main.js'], {
    environment: { ...world.environment, DATABASE_URL: url },
  });
  await server.prints('/v1');
  const base = `http://127.0.0.1:${/http:\/\/(?:localhost|127\.0\.0\.1):(\d+)\/v1/.exec(server.text)![1]}`;
  const client = new KeepAliveClient(base);
  const operator = await signIn(client);
  const senders: Sender[] = [];
  while (senders.length < SENDERS) {
    senders.push(await join(client, operator));
  }
  client.close();
  return {
    transfers: (connections, seconds) => transfers(base, senders, world.accounts, connections, seconds),
    stop: () => server.stop(),
  };
}

async function transfers(
  base: string,
  senders: readonly Sender[],
  holders: readonly Holder[],
  connections: number,
  seconds: number,
): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let done = 0;
  const loop = async (): Promise<void> => {
    const client = new KeepAliveClient(base);
    for (; performance.now() < end; done += 1) {
      const body = { amount: '1', currency: 'CREDIT', toUserId: anyOf(holders).userId };
      created(await client.post(TRANSFERS, body, headersOf(anyOf(senders).token)));
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  return (done * 1_000) / (performance.now() - begin);
}

async function signIn(client: KeepAliveClient): Promise<string> {
  const body = { identifier: 'admin', password: 'a password for benchmarks' };
  return (created(await client.post('/v1/sessions', body, {})) as { accessToken: string }).accessToken;
}

async function join(client: KeepAliveClient, operator: string): Promise<Sender> {
  const body = { email: `${newId()}@example.com`, password: PASSWORD };
  const answer = created(await client.post('/v1/sign-up', body, {})) as {
    accessToken: string;
    user: { id: string };
  };
  const gift = { amount: '1000000', currency: 'CREDIT', reason: 'bench' };
  created(await client.post(`/v1/wallets/${answer.user.id}/credits`, gift, headersOf(operator)));
  return { id: answer.user.id, token: answer.accessToken };
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'idempotency-key': newId() };
}

function created({ status, body }: Answer): unknown {
  if (status !== 201) {
    throw new Error(`The server answered ${status}: ${body}`);
  }
  return JSON.parse(body);
}

function anyOf<T>(list: readonly T[]): T {
  return list[Math.floor(Math.random() * list.length)];
}
