import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { catchError, type Observable, throwError } from 'rxjs';
import { ReplayedRefusalError } from './idempotency.errors.js';
import { IdempotencyKeyHeader } from './idempotent.decorator.js';

/** Marks a refusal that is the first answer again. */
@Injectable()
class ReplayedRefusals implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof ReplayedRefusalError) {
          context.switchToHttp().getResponse<FastifyReply>().header('idempotent-replayed', 'true');
        }
        return throwError(() => error);
      }),
    );
  }
}

/**
 * For a route that takes its key by `@OnceRequest()` and has it recorded in the very call that makes the effect, instead
 * of having a transaction opened around the handler as `@Idempotent()` does.
 */
export const OnceOnly = () =>
  applyDecorators(UseInterceptors(ReplayedRefusals), IdempotencyKeyHeader({ required: true }));
