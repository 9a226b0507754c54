import type { Answer, HttpClient } from '../support/http-client.js';
import type { TestApp } from '../support/create-test-app.js';

/**
 * One whole exchange. Texts may hold `{{name}}`, a variable. In an expected answer a text that is only `<uuid>`,
 * `<instant>`, `<number>`, `<text>` or `<sha256>` stands for any of its kind.
 */
export interface Exchange {
  /** Method and path pattern, as the document has them. */
  operation: string;
  /** What the exchange shows. */
  name: string;
  /** Where in the published document, or in what completes it, it comes from. */
  source: string;
  request: {
    method: string;
    path: string;
    headers?: Record<string, string>;
    /** Sent as JSON, a text as it is. */
    body?: unknown;
  };
  response: {
    status: number;
    /** Those that matter; null for one that must not be there. */
    headers?: Record<string, string | null>;
    /** Exactly, key names, nulls and all. */
    body: unknown;
  };
  /** Variables for later exchanges, each by the path to it in the body. */
  captures?: Record<string, string>;
}

export type Variables = Record<string, string>;

/** Every example of one dialect, in the order in which they are played. */
export interface Replay {
  dialect: string;
  /** Makes what the examples need; its result are the first variables. */
  prepare: (api: TestApp) => Promise<Variables>;
  exchanges: readonly Exchange[];
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const KINDS: Record<string, (value: unknown) => boolean> = {
  '<uuid>': (value) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value),
  '<instant>': (value) => typeof value === 'string' && INSTANT.test(value),
  '<number>': (value) => typeof value === 'number',
  '<text>': (value) => typeof value === 'string' && value !== '',
  '<sha256>': (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
};

/** Plays an exchange. @returns what is not as it should be; captured variables are added to `variables` */
export async function play(http: HttpClient, exchange: Exchange, variables: Variables): Promise<string[]> {
  const { request, response, captures = {} } = exchange;
  const headers = filled(request.headers ?? {}, variables) as Record<string, string>;
  const answer = await http.send(
    request.method,
    filled(request.path, variables) as string,
    filled(request.body, variables),
    { headers },
  );
  for (const [name, path] of Object.entries(captures)) {
    variables[name] = String(valueAt(answer.body, path));
  }
  return [
    ...(answer.status === response.status ? [] : [`status ${answer.status} instead of ${response.status}`]),
    ...headerFaults(answer, filled(response.headers ?? {}, variables) as Record<string, string | null>),
    ...bodyFaults(filled(response.body, variables), answer.body, 'body'),
  ];
}

function headerFaults({ headers }: Answer, expected: Record<string, string | null>): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => headers.get(name) !== value)
    .map(([name, value]) => `${name}: ${String(headers.get(name))} instead of ${String(value)}`);
}

function bodyFaults(expected: unknown, actual: unknown, place: string): string[] {
  if (typeof expected === 'string' && expected in KINDS) {
    return KINDS[expected](actual) ? [] : [`${place}: ${JSON.stringify(actual)} is no ${expected}`];
  }
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    return Object.is(expected, actual)
      ? []
      : [`${place}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
  }
  const [wanted, found] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
  return names.flatMap((name) =>
    !(name in wanted)
      ? [`${place}.${name} should not be there`]
      : !(name in found)
        ? [`${place}.${name} is missing`]
        : bodyFaults(wanted[name], found[name], `${place}.${name}`),
  );
}

function filled(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => {
      if (!(name in variables)) {
        throw new Error(`There is no variable ${name}.`);
      }
      return variables[name];
    });
  }
  if (Array.isArray(value)) {
    return value.map((item) => filled(item, variables));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, variables)]));
}

function valueAt(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((node, name) => (node as Record<string, unknown> | null)?.[name], body);
}
