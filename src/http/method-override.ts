import type { IncomingMessage } from 'node:http';
import type { MountTable } from './mount-table.js';

const HEADER = 'x-http-method-override';
/** GET and HEAD change nothing, and a POST that became one would lose its body. */
const METHODS: ReadonlySet<string> = new Set(['PUT', 'PATCH', 'DELETE']);

/**
 * Makes a POST what its `X-HTTP-Method-Override` says, on mounts whose API has that for clients that know GET and POST
 * only. To be called before anything looks at the request, so that routing, 405 and everything behind see one method.
 */
export function overrideMethod(request: IncomingMessage, mounts: MountTable): void {
  const wanted = request.headers[HEADER];
  if (request.method !== 'POST' || typeof wanted !== 'string') {
    return;
  }
  const method = wanted.trim().toUpperCase();
  if (METHODS.has(method) && mounts.find(request.url ?? '/').allowsMethodOverride === true) {
    request.method = method;
  }
}
