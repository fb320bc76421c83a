import type { DynamicModule } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { LOG, type Log } from './log.js';
import { METRICS } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

/** The log and the metrics of this process, for every module. */
export class TelemetryModule {
  static register(log: Log): DynamicModule {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    dropMisnamed(registry);
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

/** prom-client has gauges that are called `_total`, as only counters are; the same is in series without it, by type. */
function dropMisnamed(registry: Registry): void {
  for (const metric of registry.getMetricsAsArray() as unknown as Iterable<{ readonly name: string }>) {
    if (metric instanceof Gauge && metric.name.endsWith('_total')) registry.removeSingleMetric(metric.name);
  }
}
