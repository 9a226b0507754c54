import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_RULE, type AccessRule } from '../../src/authorization/access.decorators.js';

/** A route with what it asks of its callers. */
export interface Operation {
  method: string;
  /** `/v1/users/{userId}` */
  path: string;
  rule: AccessRule;
}

/** Every operation of the application, from the routes themselves, so that none can be forgotten. */
export function operationsOf(app: NestFastifyApplication): Operation[] {
  const scanner = new MetadataScanner();
  const operations = app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ metatype }) => {
      const prototype = metatype?.prototype as Record<string, object>;
      const prefix = Reflect.getMetadata(PATH_METADATA, metatype!) as string;
      return scanner
        .getAllMethodNames(prototype)
        .map((name) => prototype[name])
        .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
        .map((handler) => ({
          method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number],
          path: pathOf(prefix, Reflect.getMetadata(PATH_METADATA, handler) as string),
          rule: Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule,
        }));
    });
  return operations.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function pathOf(prefix: string, path: string): string {
  const segments = `${prefix}/${path}`.split('/').filter((segment) => segment !== '');
  return `/${segments.join('/')}`.replace(/:(\w+)/g, '{$1}');
}

function keyOf({ method, path }: Operation): string {
  return `${path} ${method}`;
}
