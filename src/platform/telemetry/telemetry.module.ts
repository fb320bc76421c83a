import type { DynamicModule } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { LOG, type Log } from './log.js';
import { METRICS } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** The log and the metrics of this process, for every module. */
export class TelemetryModule {
  static register(log: Log): DynamicModule {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return {
      module: TelemetryModule,
      global: true,
      controllers: [MetricsController],
      providers: [
        { provide: LOG, useValue: log },
        { provide: METRICS, useValue: registry },
      ],
      exports: [LOG, METRICS],
    };
  }
}
