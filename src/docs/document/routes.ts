import type { DiscoveryService } from '@nestjs/core';
import { NOT_WITH_API_KEY, ONLY_READS } from '../../authorization/api-key-access.js';
import { ACCESS_RULE, type AccessRule } from '../../authorization/access.decorators.js';
import { type DocumentedFailure, FAILURES } from '../../http/fails.decorator.js';
import { routesOfControllers } from '../../http/routes-of-controllers.js';
import { NEVER_LIMITED } from '../../throttling/never-limited.decorator.js';

/** What the decorators on a handler say, where the document generator does not look. */
export interface RouteFacts {
  access: AccessRule;
  failures: readonly DocumentedFailure[];
  isClosedToKeys: boolean;
  onlyReads: boolean;
  isNeverLimited: boolean;
}

/** The facts of every route of the application, by `routeKey`. */
export function readRouteFacts(discovery: DiscoveryService): Map<string, RouteFacts> {
  const facts = new Map<string, RouteFacts>();
  for (const { method, path, handler } of routesOfControllers(discovery)) {
    facts.set(routeKey(method, path), {
      access: Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule,
      failures: (Reflect.getMetadata(FAILURES, handler) as DocumentedFailure[] | undefined) ?? [],
      isClosedToKeys: Reflect.getMetadata(NOT_WITH_API_KEY, handler) === true,
      onlyReads: Reflect.getMetadata(ONLY_READS, handler) === true,
      isNeverLimited: Reflect.getMetadata(NEVER_LIMITED, handler) === true,
    });
  }
  return facts;
}

/** @param path with parameters as `{name}` or `:name` */
export function routeKey(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
}
