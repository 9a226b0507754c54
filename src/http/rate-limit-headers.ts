import type { RateLimit } from '../common/errors.js';

/**
 * The headers of draft-ietf-httpapi-ratelimit-headers: which limit there is, and what is left of it.
 * @param remaining units left
 * @param resetSeconds until there are more
 */
export function rateLimitHeaders(
  { policy, limit, windowSeconds }: RateLimit,
  remaining: number,
  resetSeconds: number,
): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy}";q=${limit};w=${windowSeconds}`,
    RateLimit: `"${policy}";r=${Math.max(0, remaining)};t=${resetSeconds}`,
  };
}
