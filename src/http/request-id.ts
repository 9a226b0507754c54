import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from './security-headers.js';

/** What UUIDs and the ids of common proxies and tracers are made of; safe in a header, a log line and a file name. */
const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** The id that the caller gave the request, or a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
}

let prefixAt = 0;
let prefix = '';

/**
 * A UUIDv7 (RFC 9562 5.7). Every request needs one, so its random part comes from the store that `randomUUID` keeps, and
 * what a millisecond's ids have in common is written once.
 */
export function newRequestId(): string {
  const now = Date.now();
  if (now !== prefixAt) {
    const time = now.toString(16).padStart(12, '0');
    prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
    prefixAt = now;
  }
  return prefix + randomUUID().slice(prefix.length);
}
