import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import { NOT_WITH_API_KEY, ONLY_READS } from '../../authorization/api-key-access.js';
import { ACCESS_RULE, type AccessRule } from '../../authorization/access.decorators.js';
import { type DocumentedFailure, FAILURES } from '../../http/fails.decorator.js';
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
  const scanner = new MetadataScanner();
  const facts = new Map<string, RouteFacts>();
  for (const { metatype } of discovery.getControllers()) {
    const prototype = (metatype as { prototype?: Record<string, object> } | null)?.prototype;
    if (metatype === null || prototype === undefined) {
      continue;
    }
    for (const handler of scanner.getAllMethodNames(prototype).map((name) => prototype[name])) {
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) {
        continue;
      }
      const factsOfHandler: RouteFacts = {
        access: Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule,
        failures: (Reflect.getMetadata(FAILURES, handler) as DocumentedFailure[] | undefined) ?? [],
        isClosedToKeys: Reflect.getMetadata(NOT_WITH_API_KEY, handler) === true,
        onlyReads: Reflect.getMetadata(ONLY_READS, handler) === true,
        isNeverLimited: Reflect.getMetadata(NEVER_LIMITED, handler) === true,
      };
      for (const path of pathsOf(metatype, handler)) {
        facts.set(routeKey(RequestMethod[method], path), factsOfHandler);
      }
    }
  }
  return facts;
}

/** @param path with parameters as `{name}` or `:name` */
export function routeKey(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
}

function pathsOf(controller: object, handler: object): string[] {
  const paths = (target: object) => [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
  return paths(controller).flatMap((start) =>
    paths(handler).map(
      (end) =>
        `/${[start, end]
          .flatMap((part) => part.split('/'))
          .filter(Boolean)
          .join('/')}`,
    ),
  );
}
