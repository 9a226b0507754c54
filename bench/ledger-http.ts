import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { newId } from '../src/common/ids.js';
import type { World } from './ledger-world.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PEOPLE = 64;
const PASSWORD = 'correct horse battery';

interface Person {
  id: string;
  token: string;
}

/** Transfers a second through HTTP, from the built server in a process of its own on the same database. */
export async function httpTransfers(world: World, connections: number, seconds: number): Promise<number> {
  const { host, port, user, password, database } = world.connection;
  const url = `postgres://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`;
  const server = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...world.environment, DATABASE_URL: url },
  });
  try {
    const base = await readAddress(server.stdout);
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const send = (path: string, body: object, headers: Record<string, string> = {}) =>
      post(agent, base, path, body, headers);
    const operator = await signIn(send);
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => join(send, operator)));
    const end = performance.now() + seconds * 1_000;
    const begin = performance.now();
    let done = 0;
    const loop = async (worker: number): Promise<void> => {
      for (let turn = 0; performance.now() < end; turn += 1, done += 1) {
        const from = people[(worker + turn) % PEOPLE];
        const to = people[(worker + turn * 7 + 1) % PEOPLE];
        const toUserId = to.id === from.id ? people[(worker + turn + 1) % PEOPLE].id : to.id;
        const headers = { authorization: `Bearer ${from.token}`, 'idempotency-key': newId() };
        await send('/v1/wallets/me/transfers', { amount: '1', currency: 'CREDIT', toUserId }, headers);
      }
    };
    await Promise.all(Array.from({ length: connections }, (_, worker) => loop(worker)));
    return (done * 1_000) / (performance.now() - begin);
  } finally {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }
}

/** The members of answers that are read here. */
interface Answer {
  accessToken: string;
  user: { id: string };
}

type Send = (path: string, body: object, headers?: Record<string, string>) => Promise<Answer>;

async function signIn(send: Send): Promise<string> {
  const body = { identifier: 'admin', password: 'a password for benchmarks' };
  return (await send('/v1/sessions', body)).accessToken;
}

async function join(send: Send, operator: string): Promise<Person> {
  const answer = await send('/v1/sign-up', {
    email: `${newId()}@example.com`,
    password: PASSWORD,
  });
  const headers = { authorization: `Bearer ${operator}`, 'idempotency-key': newId() };
  const gift = { amount: '1000000', currency: 'CREDIT', reason: 'bench' };
  await send(`/v1/wallets/${answer.user.id}/credits`, gift, headers);
  return { id: answer.user.id, token: answer.accessToken };
}

function post(
  agent: Agent,
  base: string,
  path: string,
  body: object,
  headers: Record<string, string>,
): Promise<Answer> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const outgoing = request(`${base}${path}`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (answer += chunk));
      response.on('end', () => {
        if (response.statusCode === 201) {
          resolve(JSON.parse(answer) as Answer);
        } else {
          reject(new Error(`${path} answered ${response.statusCode}: ${answer}`));
        }
      });
    });
    outgoing.end(text);
  });
}

async function readAddress(output: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of output) {
    text += String(chunk);
    const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)\/v1/.exec(text)?.[1];
    if (port !== undefined) {
      return `http://127.0.0.1:${port}`;
    }
  }
  throw new Error(`The server did not start:\n${text}`);
}
