import { RouteConfig } from '@nestjs/platform-fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by `@WithoutRequestContext()`. */
    withoutRequestContext?: boolean;
  }
}

/**
 * For what is asked for all the time: nothing it calls looks up where the request came from, so it does without a request
 * context, which slows everything else down on Node 20 and 22. Code that asks for one there fails.
 */
export const WithoutRequestContext = () => RouteConfig({ withoutRequestContext: true });
