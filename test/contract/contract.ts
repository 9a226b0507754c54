import { expect } from 'vitest';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import type { Answer } from '../support/http-client.js';
import { startStandins, type TestStandins } from '../support/standins.js';
import { AnswerChecker, errorWord } from './answer-checker.js';
import { type DescribedOperation, readApiDescription } from './api-description.js';

export interface ContractRequest {
  /** Values for the `{…}` of the path. */
  path?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: unknown;
  headers?: Record<string, string>;
  /** An access token. */
  as?: string;
}

/** Sends a request to the operation that is being driven; fails on an answer that is not as expected or described. */
export type Send = (request: ContractRequest, status: number, word?: string) => Promise<Answer>;

/** Holds what the application answers against what its document says. */
export class Contract {
  private constructor(
    readonly api: TestApp,
    readonly operations: readonly DescribedOperation[],
    private readonly checker: AnswerChecker,
    /** For each operation what came out of it: `201`, `409 users.email_taken`. */
    readonly seen: Map<string, Set<string>>,
    /** The providers that people sign in by. */
    readonly standins: TestStandins,
  ) {}

  static async start(): Promise<Contract> {
    const standins = await startStandins();
    const api = await createTestApp({ environment: { ...standins.environment } });
    const { document, operations } = await readApiDescription(api.http);
    return new Contract(api, operations, new AnswerChecker(document), new Map(), standins);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.standins.close();
  }

  /** Does something with a replica that is set up in another way, and held to the same contract. */
  async onReplica(
    environment: Record<string, string>,
    act: (contract: Contract) => Promise<void>,
  ): Promise<void> {
    const api = await createTestApp({
      replicaOf: this.api,
      environment: { ...this.standins.environment, ...environment },
    });
    try {
      await act(new Contract(api, this.operations, this.checker, this.seen, this.standins));
    } finally {
      await api.close();
    }
  }

  get(id: string): DescribedOperation {
    const operation = this.operations.find((one) => one.id === id);
    if (operation === undefined) {
      throw new Error(`There is no operation ${id}.`);
    }
    return operation;
  }

  /** The requests of one operation, one after the other. */
  sender(id: string): Send {
    const described = this.get(id);
    return async (request, status, word) => {
      const answer = await this.request(described, request);
      this.check(described, answer);
      const got = [answer.status, answer.status >= 400 && errorWord(answer.body)].filter(Boolean).join(' ');
      expect(got, `${id} ${JSON.stringify(request)} -> ${JSON.stringify(answer.body)}`).toBe(
        [status, word].filter(Boolean).join(' '),
      );
      return answer;
    };
  }

  async request(
    { method, path }: DescribedOperation,
    { path: parameters = {}, query, body, headers, as }: ContractRequest,
  ): Promise<Answer> {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name]));
    const search = query === undefined ? '' : `?${new URLSearchParams(query as Record<string, string>)}`;
    return this.api.http.send(method.toUpperCase(), filled + search, body, { headers, token: as });
  }

  /** Fails when the answer is not one that the document describes, and remembers it. */
  check({ id, operation }: DescribedOperation, answer: Answer): void {
    expect(this.checker.faults(operation, answer), `an answer of ${id}`).toEqual([]);
    const outcomes = this.seen.get(id) ?? new Set();
    this.seen.set(id, outcomes.add(outcome(answer.status, answer.body)));
  }
}

/** What the document promises of an operation, in the words of `Contract.seen`. */
export function promisesOf({ operation }: DescribedOperation): string[] {
  return Object.entries(operation.responses).flatMap(([status, { content }]) => {
    const examples = Object.values(content ?? {}).flatMap(({ examples: named }) =>
      Object.values(named ?? {}),
    );
    const words = examples.map(({ value }) => outcome(Number(status), value));
    return Number(status) < 400 || words.length === 0 ? [status] : words;
  });
}

/** Malformed requests have a code for each way to be malformed; they count as one. */
function outcome(status: number, body: unknown): string {
  const isMalformed = typeof body === 'object' && body !== null && 'errors' in body;
  const word = status < 400 ? undefined : isMalformed ? 'malformed' : errorWord(body);
  return [status, word].filter(Boolean).join(' ');
}
