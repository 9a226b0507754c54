import type { FastifyRequest, RouteOptions } from 'fastify';
import findMyWay from 'find-my-way';
import { EdgeError } from './edge-error.js';

/** The usual order; any others follow. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Every route, found by path alone. Fastify answers 404 for a known path with another method; this tells the two apart
 * (RFC 9110 15.5.6).
 */
export class RouteTable {
  private readonly router: ReturnType<typeof findMyWay>;
  private readonly methods = new Set<string>();

  constructor(maxParamLength: number) {
    this.router = findMyWay({ maxParamLength, querystringParser: () => ({}) });
  }

  /** For Fastify's `onRoute` hook. */
  add(route: Pick<RouteOptions, 'method' | 'url'>): void {
    // The route that CORS answers preflights with; it is at every path.
    if (route.url === '*') {
      return;
    }
    for (const method of [route.method].flat()) {
      if (!this.router.hasRoute(method as findMyWay.HTTPMethod, route.url)) {
        this.router.on(method as findMyWay.HTTPMethod, route.url, () => undefined);
        this.methods.add(method);
      }
    }
  }

  /** Why a request found no route: a path without any, or one without this method. */
  unmatched({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): EdgeError {
    const allow = this.methodsOf(url);
    // A route of this very method did not want the path.
    if (allow.length === 0 || allow.includes(method)) {
      return new EdgeError('not_found', 'request.not_found', 'There is nothing at this path.');
    }
    const message = 'This path does not have this method.';
    return new EdgeError('method_not_allowed', 'request.method_not_allowed', message, { allow });
  }

  private methodsOf(target: string): string[] {
    // find-my-way takes the first character for the slash, whatever it is.
    if (!target.startsWith('/') && !/^https?:/i.test(target)) {
      return [];
    }
    const known = new Set([...METHODS, ...this.methods]);
    return [...known].filter((method) => this.methods.has(method) && this.hasRoute(method, target));
  }

  private hasRoute(method: string, target: string): boolean {
    const route = this.router.find(method as findMyWay.HTTPMethod, target);
    // As Nest's adapter sees it: only a wildcard may be empty.
    return (
      route !== null && Object.entries(route.params).every(([name, value]) => value !== '' || name === '*')
    );
  }
}
