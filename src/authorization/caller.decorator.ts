import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set by the authentication guard, undefined for anonymous calls of public routes. */
    principal?: Principal;
  }
}

/** The signed-in caller; of a route that is public and reads its caller undefined when nobody is signed in. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<FastifyRequest>().principal;
});
