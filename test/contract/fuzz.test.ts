import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from '../support/http-client.js';
import type { Person } from '../support/create-test-app.js';
import { type FuzzedRequest, requestsFor } from './arbitraries.js';
import { type ApiDescription, type DescribedOperation, readApiDescription } from './api-description.js';
import { Contract } from './contract.js';
import { World } from './world.js';

/**
 * The same requests every time, unless told otherwise:
 * FUZZ_RUNS=2000 FUZZ_SEED=7 FUZZ_ONLY='Secret|ApiKey' npx vitest run test/contract/fuzz
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const SEED = Number(process.env.FUZZ_SEED ?? 20260131);
const ONLY = new RegExp(process.env.FUZZ_ONLY ?? '');

let contract: Contract;
let world: World;
let description: ApiDescription;
beforeAll(async () => {
  contract = await Contract.start();
  world = new World(contract);
  description = await readApiDescription(contract.api.http);
});
afterAll(() => contract.close());

it(
  'whatever is sent, the answer is one that the document describes',
  async () => {
    for (const described of description.operations.filter(({ id }) => ONLY.test(id))) {
      const callers = new Callers();
      const requests = requestsFor(description.document, described.operation);
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          const token = await callers.tokenOf(request.caller);
          const answer = await send(described, request, token);
          callers.noteAnswer(request.caller, answer);
          contract.check(described, answer);
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    }
  },
  180_000 * Math.max(1, RUNS / 25),
);

/** Those who call; what they do may end their own sign-in, and then somebody else goes on. */
class Callers {
  private readonly signedIn = new Map<FuzzedRequest['caller'], Person>();

  async tokenOf(caller: FuzzedRequest['caller']): Promise<string | undefined> {
    if (caller === 'nobody' || caller === 'impostor') {
      return caller === 'nobody' ? undefined : 'eyJhbGciOiJub25lIn0.e30.';
    }
    const person =
      this.signedIn.get(caller) ?? (await (caller === 'person' ? world.person() : world.administrator()));
    this.signedIn.set(caller, person);
    return person.accessToken;
  }

  noteAnswer(caller: FuzzedRequest['caller'], answer: Answer): void {
    if (answer.status === 401) {
      this.signedIn.delete(caller);
    }
  }
}

/** Not by `fetch`, which would tidy up the path. */
function send(
  { method, path, operation }: DescribedOperation,
  { path: parameters, query, headers, body }: FuzzedRequest,
  token: string | undefined,
): Promise<Answer> {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parameters[name]));
  const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const isAnonymous = operation['x-access'] === 'public';
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${contract.api.http.url}/`,
      {
        method: method.toUpperCase(),
        path: filled + (search.length > 0 ? `?${search.join('&')}` : ''),
        headers: {
          ...headers,
          ...(body !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          }),
          ...(token !== undefined && !isAnonymous && { authorization: `Bearer ${token}` }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const type = response.headers['content-type'] ?? '';
          resolve({
            status: response.statusCode!,
            headers: new Headers(response.headers as Record<string, string>),
            body: /[/+]json/.test(type) ? JSON.parse(text) : text,
          });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Half of a surrogate pair has no encoding; its place is taken by bytes that are not UTF-8. */
function encode(text: string): string {
  return /\p{Surrogate}/u.test(text) ? '%ED%A0%80' : encodeURIComponent(text);
}

it('sends enough of both kinds to be worth something', () => {
  const outcomes = [...contract.seen.values()].flatMap((seen) => [...seen]);
  expect(outcomes.filter((outcome) => outcome.startsWith('2')).length).toBeGreaterThan(15);
  expect(outcomes.filter((outcome) => outcome.startsWith('400')).length).toBeGreaterThan(10);
});
