import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
// Declares `request.principal`.
import '../authorization/caller.decorator.js';
import { DomainError } from '../common/errors.js';
import { IdempotencyKeyMalformedError } from './idempotency.errors.js';
import { IdempotencyService, type IdempotentRequest, type StoredAnswer } from './idempotency.service.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
const KEPT_HEADERS = ['location', 'etag'];

class ReplayedRefusal extends DomainError {
  constructor({ kind, code, message, fields, details }: Extract<StoredAnswer, { error: unknown }>['error']) {
    super(kind, code, message, { fields, details });
  }
}

/** Answers a request that carries an `Idempotency-Key` once, and its repeats with the same. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) {
      return next.handle();
    }
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new IdempotencyKeyMalformedError();
    }
    const { url: path = '' } = request.raw;
    const route = `${request.method} ${path.split('?', 1)[0]}`;
    const principal = request.principal?.userId ?? 'anonymous';
    return from(
      this.answer({ principal, route, key, body: request.body }, http.getResponse<FastifyReply>(), next),
    );
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
      throw new ReplayedRefusal(answer.error);
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
