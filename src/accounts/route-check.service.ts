import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { accessTo } from '../platform/http/route-access.js';
import { RouteWithoutAccessError } from './route-without-access-error.js';

/** Stops the start if there is a route of which nobody has said who may use it. */
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
