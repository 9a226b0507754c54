import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ACCESS_RULE } from './access.decorators.js';

/** Stops the boot when a route does not say who may call it. */
@Injectable()
export class RouteRules implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype }) => {
      const prototype = metatype?.prototype as Record<string, object> | undefined;
      return prototype === undefined
        ? []
        : this.scanner
            .getAllMethodNames(prototype)
            .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]))
            .filter((name) => !Reflect.hasMetadata(ACCESS_RULE, prototype[name]))
            .map(
              (name) =>
                `${metatype!.name}.${name} (${String(Reflect.getMetadata(PATH_METADATA, prototype[name]))})`,
            );
    });
    if (open.length > 0) {
      throw new Error(
        `These routes do not say who may call them: ${open.join(', ')}. Add @Public(), @SignedIn(), @RequirePermissions(…) or @SelfOr(…).`,
      );
    }
  }
}
