import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { IdempotencyKeyMissingError, ReplayedRefusalError } from './idempotency.errors.js';
import { IdempotencyService, type IdempotentRequest } from './idempotency.service.js';
import { findIdempotentRequest } from './idempotent-request.js';

/** Metadata of a handler: whether a request without a key is refused. */
export const KEY_REQUIRED = 'latchkey:idempotency-key-required';
const KEPT_HEADERS = ['location', 'etag'];

/** Answers a request that carries an `Idempotency-Key` once, and its repeats with the same. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = findIdempotentRequest(http.getRequest<FastifyRequest>());
    if (request !== null) {
      return from(this.answer(request, http.getResponse<FastifyReply>(), next));
    }
    if (this.reflector.get<boolean>(KEY_REQUIRED, context.getHandler())) {
      throw new IdempotencyKeyMissingError();
    }
    return next.handle();
  }

  private async answer(request: IdempotentRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    const { answer, isReplay } = await this.idempotency.once(request, async () => {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return { status: reply.statusCode, headers: keptHeaders(reply), body };
    });
    if (isReplay) {
      reply.header('idempotent-replayed', 'true');
    }
    if ('error' in answer) {
      throw new ReplayedRefusalError(answer.error);
    }
    if ('reference' in answer) {
      throw new Error('This route keeps whole answers, not references.');
    }
    if (isReplay) {
      reply.code(answer.status).headers(answer.headers);
    }
    return answer.body;
  }
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = reply.getHeader(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
