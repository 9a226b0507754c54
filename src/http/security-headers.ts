import type { FastifyReply } from 'fastify';

/** On every answer; a page for people replaces the policy with its own, a public document the caching. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
});

export const REQUEST_ID_HEADER = 'x-request-id';

export function setStandardHeaders(reply: FastifyReply, requestId: string): void {
  reply.headers(SECURITY_HEADERS).header(REQUEST_ID_HEADER, requestId);
}
