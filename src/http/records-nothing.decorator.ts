import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@RecordsNothing()`. */
    recordsNothing?: boolean;
  }
}

/**
 * For reads that are asked for all the time: nothing they call writes down where the request came from, so they do
 * without a request context, which slows everything else down on Node 20 and 22. Code that asks for one there fails.
 */
export const RecordsNothing = () => RouteConfig({ recordsNothing: true });
