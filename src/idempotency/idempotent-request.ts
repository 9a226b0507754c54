import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
// Declares `request.principal`.
import '../authorization/caller.decorator.js';
import { ClientContext } from '../http/client-context.js';
import { IdempotencyKeyMalformedError, IdempotencyKeyMissingError } from './idempotency.errors.js';
import type { IdempotentRequest } from './idempotency.service.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Which request this is by its `Idempotency-Key`; null without one.
 * @throws IdempotencyKeyMalformedError
 */
export function findIdempotentRequest(request: FastifyRequest): IdempotentRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    return null;
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new IdempotencyKeyMalformedError();
  }
  const { url: path = '' } = request.raw;
  return {
    principal: request.principal?.userId ?? 'anonymous',
    route: `${request.method} ${path.split('?', 1)[0]}`,
    key,
    body: request.body,
    origin: new ClientContext(request),
  };
}

/**
 * The same for a route that keeps its answer by itself, in the very call that makes the effect; the key is required.
 * @throws IdempotencyKeyMissingError, IdempotencyKeyMalformedError
 */
export const OnceRequest = createParamDecorator(
  (_data: unknown, context: ExecutionContext): IdempotentRequest => {
    const request = findIdempotentRequest(context.switchToHttp().getRequest<FastifyRequest>());
    if (request === null) {
      throw new IdempotencyKeyMissingError();
    }
    return request;
  },
);
