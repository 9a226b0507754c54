import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'X-Api-Key',
  'X-Request-Id',
];
const RESPONSE_HEADERS = [
  'ETag',
  'Location',
  'X-Request-Id',
  'Retry-After',
  'Idempotent-Replayed',
  'RateLimit',
  'RateLimit-Policy',
  'WWW-Authenticate',
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets browsers on exactly these origins call the API, without cookies. Every other origin gets no header of CORS at all.
 * @param moreHeaders request headers that a mount takes besides the usual ones
 */
export function registerCors(
  fastify: FastifyInstance,
  origins: readonly string[],
  moreHeaders: readonly string[],
): void {
  const allowed = new Set(origins);
  fastify.register(cors, {
    // A function, since with a list foreign origins would still get the other headers.
    origin: (origin, answer) => answer(null, origin !== undefined && allowed.has(origin)),
    // Not a refusal in plain text for an OPTIONS that is no preflight.
    strictPreflight: false,
    credentials: false,
    methods: METHODS,
    allowedHeaders: [...REQUEST_HEADERS, ...moreHeaders],
    exposedHeaders: RESPONSE_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
}
