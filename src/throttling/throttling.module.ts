import { Global, Module } from '@nestjs/common';
import { RefusalCounts } from './refusal-counts.js';
import { RequestLimiter } from './request-limiter.js';
import { ThrottleService } from './throttle.service.js';

@Global()
@Module({
  providers: [RefusalCounts, RequestLimiter, ThrottleService],
  exports: [RefusalCounts, RequestLimiter, ThrottleService],
})
export class ThrottlingModule {}
