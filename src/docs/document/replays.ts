import { HEADERS } from './headers.js';
import type { Answer, Operation } from './openapi.js';

/** Answers that are kept for the repeat of a request with an `Idempotency-Key`. */
const KEPT = /^(2\d\d|404|409|422)$/;

/** Whether the operation accepts an `Idempotency-Key`. */
export function isIdempotent({ parameters = [] }: Operation): boolean {
  return parameters.some(({ name }) => name === 'Idempotency-Key');
}

/** The answers with the header that tells a repeated one from a first one. */
export function withReplayHeader(answers: Record<string, Answer>): Record<string, Answer> {
  const { 'Idempotent-Replayed': replayed } = HEADERS;
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      KEPT.test(status)
        ? { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': replayed } }
        : answer,
    ]),
  );
}
