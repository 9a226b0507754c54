import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Strategy } from 'passport-strategy';
import { accessRuleOf } from '../authorization/access.decorators.js';
import { UnauthenticatedError } from '../authorization/authorization.errors.js';
import type { Principal } from '../authorization/principal.js';
import { ADMIN_ROLE_ID } from '../core/roles/built-in-roles.js';
import type { CredentialKind, Mount } from '../http/mount.js';
import { CREDENTIAL_STRATEGIES } from './strategies/index.js';
import { runStrategy } from './run-strategy.js';

/**
 * Who is calling? Tries the credentials that the mount of the path accepts. Public routes ask nobody, or only those who
 * present something.
 */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  private readonly strategies = new Map<CredentialKind, Strategy>();

  constructor(private readonly moduleRef: ModuleRef) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = accessRuleOf(context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const isPresented = presentsCredential(request);
    if (rule === undefined || (rule.kind === 'public' && !(rule.readsCaller && isPresented))) {
      return true;
    }
    for (const kind of request.mount.credentials) {
      const principal = await runStrategy<Principal>(this.strategyOf(kind), request);
      if (principal !== null && !isRefused(principal, request.mount)) {
        request.principal = principal;
        return true;
      }
    }
    throw new UnauthenticatedError(isPresented);
  }

  private strategyOf(kind: CredentialKind): Strategy {
    const known = this.strategies.get(kind);
    if (known !== undefined) {
      return known;
    }
    const type = (
      CREDENTIAL_STRATEGIES as Partial<Record<CredentialKind, new (...dependencies: never[]) => Strategy>>
    )[kind];
    if (type === undefined) {
      throw new Error(`There is no strategy for ${kind}.`);
    }
    const strategy = this.moduleRef.get<Strategy>(type, { strict: false });
    this.strategies.set(kind, strategy);
    return strategy;
  }
}

function presentsCredential({ headers, mount }: FastifyRequest): boolean {
  return (
    headers.authorization !== undefined ||
    headers['x-api-key'] !== undefined ||
    mount.findSessionSecret?.(headers) !== undefined
  );
}

function isRefused({ account }: Principal, { refusesAdministrators = false }: Mount): boolean {
  return refusesAdministrators && account.roles.some((role) => role.id === ADMIN_ROLE_ID);
}
