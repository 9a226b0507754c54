import { isUtf8 } from 'node:buffer';
import { refusal } from './refusal.js';
import { parseParameters } from './strict-query.js';

/**
 * Reads an `application/x-www-form-urlencoded` body by the rules of the query string.
 * @throws InvalidRequestError naming the parameter, or `body` for the whole
 */
export function parseStrictForm(body: Buffer): Record<string, string> {
  if (!isUtf8(body)) {
    throw refusal('body', 'body.not_utf8', 'The body is not valid UTF-8.');
  }
  return parseParameters(body.toString('utf8'), 'body');
}
