import { LIMIT_HEADERS } from './headers.js';
import type { Answer } from './openapi.js';
import type { RouteFacts } from './routes.js';

/** What is refused before a request is counted. */
const BEFORE = new Set(['401', '413', '415']);

/** Whether requests for an operation count against what their caller may send. */
export function isCounted({ access, isNeverLimited }: RouteFacts): boolean {
  return access.kind !== 'public' && !isNeverLimited;
}

/** The answers with the headers that say what is left to the caller. */
export function withLimitHeaders(facts: RouteFacts, answers: Record<string, Answer>): Record<string, Answer> {
  if (!isCounted(facts)) {
    return answers;
  }
  const references = Object.fromEntries(
    Object.keys(LIMIT_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      BEFORE.has(status) ? answer : { ...answer, headers: { ...references, ...answer.headers } },
    ]),
  );
}
