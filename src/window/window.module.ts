import type { DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { EVIDENCE_SINKS } from '../sources/evidence-sinks.js';
import { EVIDENCE_WINDOW, EvidenceWindow } from './evidence-window.js';
import { WindowMetrics } from './window.metrics.js';
import { WindowUpkeep } from './window-upkeep.service.js';
import type { WindowSettings } from './window.settings.js';

/** What the stage needs. */
export interface WindowModuleOptions {
  readonly settings: WindowSettings;
  readonly maximumBasePaths: number;
  /** Provides CATALOGUE. */
  readonly catalogue: DynamicModule;
}

/** Stage 2: evidence becomes the last five minutes' totals. */
export class WindowModule {
  static register({ settings, maximumBasePaths, catalogue }: WindowModuleOptions): DynamicModule {
    const window = {
      provide: EVIDENCE_WINDOW,
      inject: [CLOCK, METRICS],
      useFactory: (clock: Clock, registry: Registry) =>
        new EvidenceWindow({
          windowMs: settings.lengthMs,
          bucketMs: settings.bucketMs,
          maximumBasePaths,
          clock,
          observer: new WindowMetrics(registry),
        }),
    };
    return {
      module: WindowModule,
      imports: [catalogue],
      providers: [window, { provide: EVIDENCE_SINKS, useExisting: EVIDENCE_WINDOW }, WindowUpkeep],
      exports: [EVIDENCE_WINDOW, EVIDENCE_SINKS],
    };
  }
}
