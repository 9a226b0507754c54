import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RefusalCounts } from './refusal-counts.js';

const LIMIT = 600;
const WINDOW_SECONDS = 60;
const MS_PER_SECOND = 1_000;
const MAX_CALLERS = 20_000;
const POLICY = 'requests';

/** How much of its limit a caller has left. */
export interface RequestQuota {
  policy: typeof POLICY;
  limit: number;
  windowSeconds: number;
  /** Requests left in this window; -1 when this one was one too many. */
  remaining: number;
  resetSeconds: number;
}

interface Window {
  requests: number;
  endsAt: number;
}

/**
 * Requests of each caller, 600 a minute, counted in the memory of each replica: it keeps one client from taking all of
 * the capacity and need not be exact. What guards credentials is counted in the database.
 */
@Injectable()
export class RequestLimiter {
  private readonly windows = new LRUCache<string, Window>({ max: MAX_CALLERS });

  constructor(private readonly refusals: RefusalCounts) {}

  /** Counts one request. */
  count(caller: string, now = Date.now()): RequestQuota {
    let window = this.windows.get(caller);
    if (window === undefined || window.endsAt <= now) {
      window = { requests: 0, endsAt: now + WINDOW_SECONDS * MS_PER_SECOND };
      this.windows.set(caller, window);
    }
    window.requests += 1;
    const remaining = Math.max(-1, LIMIT - window.requests);
    if (remaining < 0) {
      this.refusals.add(POLICY);
    }
    const resetSeconds = Math.ceil((window.endsAt - now) / MS_PER_SECOND);
    return { policy: POLICY, limit: LIMIT, windowSeconds: WINDOW_SECONDS, remaining, resetSeconds };
  }
}
