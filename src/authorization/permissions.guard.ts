import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { assertAccess } from './access.js';
import { ACCESS_RULE, type AccessRule } from './access.decorators.js';
import { assertKeyAccess, NOT_WITH_API_KEY, ONLY_READS } from './api-key-access.js';

/** May this caller use this route? The rule is the decorator on the handler, and on nothing else. */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const rule = this.reflector.get<AccessRule | undefined>(ACCESS_RULE, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { userId?: string } }>>();
    if (rule === undefined) {
      return false;
    }
    const { method, principal, params } = request;
    if (principal !== undefined) {
      const is = (mark: string) =>
        this.reflector.get<boolean | undefined>(mark, context.getHandler()) === true;
      assertKeyAccess(rule, principal, {
        method,
        userId: params.userId,
        onlyReads: is(ONLY_READS),
        isClosedToKeys: is(NOT_WITH_API_KEY),
      });
    }
    assertAccess(rule, principal, params.userId);
    return true;
  }
}
