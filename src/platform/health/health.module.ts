import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { READINESS, type Readiness } from './readiness.js';

/** Where readiness comes from. */
export interface HealthModuleOptions {
  readonly imports: DynamicModule[];
  /** Makes the `Readiness` from what `imports` provide. */
  readonly readiness: Pick<FactoryProvider<Readiness>, 'inject' | 'useFactory'>;
}

/** Liveness and readiness. */
export class HealthModule {
  static register({ imports, readiness }: HealthModuleOptions): DynamicModule {
    return {
      module: HealthModule,
      imports,
      controllers: [HealthController],
      providers: [{ provide: READINESS, ...readiness }],
    };
  }
}
