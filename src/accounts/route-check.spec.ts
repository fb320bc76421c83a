import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Put } from '@nestjs/common';
import { MetadataScanner, type DiscoveryService } from '@nestjs/core';
import { Access } from '../platform/http/route-access.js';
import { RouteCheck } from './route-check.service.js';

@Controller('silent')
class SilentController {
  @Get()
  read(): void {}

  @Put()
  @Access('token')
  write(): void {}

  noRoute(): void {}
}

@Access('open')
@Controller('open')
class OpenController {
  @Get()
  read(): void {}
}

const checkOf = (...controllers: (new () => object)[]): RouteCheck =>
  new RouteCheck(
    { getControllers: () => controllers.map((metatype) => ({ metatype })) } as unknown as DiscoveryService,
    new MetadataScanner(),
  );

describe('RouteCheck', () => {
  it('stops the start, and names the routes without an access declaration', () => {
    const start = (): void => checkOf(OpenController, SilentController).onModuleInit();
    expect(start).toThrow('declare by @Access who may use SilentController.read');
    expect(start).toThrow(expect.objectContaining({ code: 'HEARTBEAT_ROUTE_WITHOUT_ACCESS' }));
  });

  it('lets a service start whose routes all do', () => {
    expect(() => checkOf(OpenController).onModuleInit()).not.toThrow();
  });
});
