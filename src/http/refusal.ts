import { InvalidRequestError } from '../common/errors.js';

/** A request that the edge refuses because of one of its members; the code stands for the whole as well. */
export function refusal(field: string, code: string, message: string): InvalidRequestError {
  return new InvalidRequestError([{ field, code, message }], message, code);
}

/** Names that reach an object's prototype when somebody copies members carelessly. */
export const DANGEROUS_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
