import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { accessTo } from '../platform/http/route-access.js';

/** Routes without an `@Access` declaration. This is a bug: the service does not start with one. */
export class RouteWithoutAccessError extends Error {
  readonly code = 'HEARTBEAT_ROUTE_WITHOUT_ACCESS';

  constructor(readonly routes: readonly string[]) {
    super(`declare by @Access who may use ${routes.join(', ')}`);
    this.name = 'RouteWithoutAccessError';
  }
}

/** Stops the start if a route has no `@Access` declaration. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const bare = this.discovery.getControllers().flatMap(({ metatype }) => this.#bareRoutes(metatype as Constructor));
    if (bare.length > 0) throw new RouteWithoutAccessError(bare);
  }

  #bareRoutes(controller: Constructor): string[] {
    const { prototype } = controller;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => Reflect.hasMetadata(METHOD_METADATA, prototype[name]!))
      .filter((name) => accessTo(controller, prototype[name]!) === undefined)
      .map((name) => `${controller.name}.${name}`);
  }
}

interface Constructor {
  readonly name: string;
  readonly prototype: Record<string, object>;
}
