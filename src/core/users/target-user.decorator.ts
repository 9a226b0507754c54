import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { isOwnReference } from '../../authorization/target.js';
import { documentParameter } from '../../http/document-parameter.js';
import { parseUserReference, type UserReference } from './user-reference.js';

const documented = ApiParam({
  name: 'userId',
  description: 'An id, an exact user name, an exact e-mail address, or `me`.',
  schema: { type: 'string', minLength: 1, maxLength: 254 },
  examples: {
    username: { summary: 'A user name', value: 'ada' },
    me: { summary: "The caller's own account", value: 'me' },
    email: { summary: 'An e-mail address', value: 'ada@example.com' },
    id: { summary: 'An id', value: '019a7f3e-5b1c-7c3e-9d51-8f1f6f0c2a77' },
  },
});

/** The account that the `{userId}` of the path names: `me`, an id, an exact user name or e-mail address. */
export const TargetUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): UserReference => {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { userId: string } }>>();
    const { userId } = request.params;
    return request.principal !== undefined && isOwnReference(userId, request.principal)
      ? { id: request.principal.userId }
      : parseUserReference(userId);
  },
  [documentParameter(documented)],
);
