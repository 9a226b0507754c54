import type { FastifyRequest } from 'fastify';
import { EdgeError, headersTooLarge, uriTooLong } from './edge-error.js';
import { MAX_HEADERS, MAX_TARGET_LENGTH } from './limits.js';
import { refusal } from './refusal.js';
import { parseStrictQuery } from './strict-query.js';
import { hasBadCharacter } from './strict-text.js';

/** RFC 3986 2: a URL is printable ASCII; a fragment never leaves the client. */
const NO_URL_CHARACTER = /[^!-~]|#/;
const HEALTH_PATHS: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

/** Whether the path is one of those that answer while the service is starting. */
export function isHealthPath(target: string): boolean {
  const [path = ''] = target.split('?', 1);
  return HEALTH_PATHS.has(path);
}

export function starting(): EdgeError {
  const message = 'The service is starting. Try again soon.';
  return new EdgeError('unavailable', 'service.starting', message, { retryAfterSeconds: 1 });
}

export function badUrl() {
  return refusal('path', 'request.bad_url', 'The URL is malformed or not UTF-8.');
}

/**
 * Refuses what is too long or not HTTP in the request line and the headers.
 * @throws EdgeError, InvalidRequestError
 */
export function refuseBadHead({ raw, url }: FastifyRequest): void {
  if (url.length > MAX_TARGET_LENGTH) {
    throw uriTooLong();
  }
  // Names and values take turns.
  if (raw.rawHeaders.length > 2 * MAX_HEADERS) {
    throw headersTooLarge();
  }
  if (NO_URL_CHARACTER.test(url)) {
    throw badUrl();
  }
  // RFC 9112 3.2
  if (raw.headers.host === undefined && raw.httpVersion === '1.1') {
    throw new EdgeError('invalid', 'request.no_host', 'The Host header is missing.');
  }
}

/**
 * Puts the strictly read query where handlers look for it, and checks the decoded parameters of the path.
 * @throws InvalidRequestError
 */
export function readUrl(request: FastifyRequest): void {
  request.query = parseStrictQuery(request.query as string);
  const params = request.params as Record<string, string>;
  for (const name in params) {
    if (hasBadCharacter(params[name] ?? '')) {
      throw refusal(name, 'path.bad_character', 'There is a character that is not allowed.');
    }
  }
}
