import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isOwnReference } from '../../authorization/target.js';
import { parseUserReference, type UserReference } from './user-reference.js';

/** The account that the `{userId}` of the path names: `me`, an id, an exact user name or e-mail address. */
export const TargetUser = createParamDecorator((_data: unknown, context: ExecutionContext): UserReference => {
  const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { userId: string } }>>();
  const { userId } = request.params;
  return request.principal !== undefined && isOwnReference(userId, request.principal)
    ? { id: request.principal.userId }
    : parseUserReference(userId);
});
