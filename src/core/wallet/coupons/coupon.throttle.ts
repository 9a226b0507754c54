import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ThrottleService } from '../../../throttling/throttle.service.js';

const LIMIT = 10;
const WINDOW_SECONDS = 600;

/**
 * Ten bad codes in ten minutes and person. An attempt is counted before it is made and outside of its transaction, so
 * that its failure does not take the count back; a success forgets it.
 */
@Injectable()
export class CouponThrottle implements NestInterceptor {
  constructor(private readonly throttle: ThrottleService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    return from(this.count(`coupon:user:${principal?.userId}`, next));
  }

  private async count(key: string, next: CallHandler): Promise<unknown> {
    await this.throttle.reserve([
      { key, limit: LIMIT, windowSeconds: WINDOW_SECONDS, firstBlockSeconds: 0, maxBlockSeconds: 0 },
    ]);
    const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    await this.throttle.forget([key]);
    return answer;
  }
}
