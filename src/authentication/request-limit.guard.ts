import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessRuleOf } from '../authorization/access.decorators.js';
import { ThrottlingConfig } from '../config/throttling.config.js';
import { rateLimitHeaders } from '../http/rate-limit-headers.js';
import { isNeverLimited } from '../throttling/never-limited.decorator.js';
import { RequestLimiter } from '../throttling/request-limiter.js';
import { TooManyRequestsError } from '../throttling/throttle.errors.js';

/** Counts the requests of whoever is signed in, and says how many are left. */
@Injectable()
export class RequestLimitGuard implements CanActivate {
  constructor(
    private readonly config: ThrottlingConfig,
    private readonly limiter: RequestLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { principal } = http.getRequest<FastifyRequest>();
    const handler = context.getHandler();
    // What anybody may call has limits of its own, whoever calls.
    const isExempt = isNeverLimited(handler) === true || accessRuleOf(handler)?.kind === 'public';
    if (principal === undefined || isExempt || !this.config.isOn) {
      return true;
    }
    const quota = this.limiter.count(principal.userId);
    if (quota.remaining < 0) {
      throw new TooManyRequestsError(quota.resetSeconds, quota);
    }
    http.getResponse<FastifyReply>().headers(rateLimitHeaders(quota, quota.remaining, quota.resetSeconds));
    return true;
  }
}
