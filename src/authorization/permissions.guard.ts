import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { assertAccess } from './access.js';
import { accessRuleOf } from './access.decorators.js';
import { assertKeyAccess, isClosedToKeys, onlyReads } from './api-key-access.js';

/** May this caller use this route? The rule is the decorator on the handler, and on nothing else. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    const rule = accessRuleOf(handler);
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { userId?: string } }>>();
    if (rule === undefined) {
      return false;
    }
    const { method, principal, params } = request;
    if (principal !== undefined) {
      assertKeyAccess(rule, principal, {
        method,
        userId: params.userId,
        onlyReads: onlyReads(handler) === true,
        isClosedToKeys: isClosedToKeys(handler) === true,
      });
    }
    assertAccess(rule, principal, params.userId);
    return true;
  }
}
