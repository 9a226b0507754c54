import { currentRequest, type RequestContext } from '../common/request-context.js';
import { clientNetwork } from '../http/ip-address.js';
import type { ThrottleRule } from '../throttling/throttle.service.js';

export const MINUTE_SECONDS = 60;
export const HOUR_SECONDS = 3_600;

/** The network a request comes from, as counters name it. */
export function networkOf({ ipAddress }: RequestContext): string {
  return clientNetwork(ipAddress ?? 'unknown');
}

export function currentNetwork(): string {
  return networkOf(currentRequest());
}

/** So many within a window, then none until its end. */
export function fixedWindow(key: string, limit: number, windowSeconds: number): ThrottleRule {
  return { key, limit, windowSeconds, firstBlockSeconds: 0, maxBlockSeconds: 0 };
}
