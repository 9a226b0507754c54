import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A handler of a controller as the framework will route to it. */
export interface ControllerRoute {
  /** In capitals. */
  method: string;
  /** With parameters as `:name`. */
  path: string;
  /** What the decorators are on. */
  handler: object;
  /** Where it is, for messages. */
  name: string;
  /** The module that brought the controller. */
  module: unknown;
}

/** Every route of the application, one for each path of a handler. */
export function routesOfControllers(discovery: DiscoveryService): ControllerRoute[] {
  const scanner = new MetadataScanner();
  return discovery.getControllers().flatMap(({ metatype, host }) => {
    const prototype = (metatype as { prototype?: Record<string, object> } | null)?.prototype;
    if (metatype === null || prototype === undefined) {
      return [];
    }
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      return method === undefined
        ? []
        : pathsOf(metatype, handler).map((path) => ({
            method: RequestMethod[method],
            path,
            handler,
            name: `${metatype.name}.${name}`,
            module: host?.metatype,
          }));
    });
  });
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
