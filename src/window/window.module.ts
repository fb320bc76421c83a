import type { DynamicModule } from '@nestjs/common';
import { CLOCK } from '../platform/clock/clock.js';
import { provide } from '../platform/injection/token.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { EVIDENCE_SINKS } from '../sources/evidence.js';
import { EVIDENCE_WINDOW, EvidenceWindow } from './evidence-window.js';
import { WindowMetrics } from './window.metrics.js';
import { WindowUpkeep } from './window-upkeep.service.js';
import type { WindowSettings } from './window.settings.js';

/** Options of the stage. */
export interface WindowModuleOptions {
  readonly settings: WindowSettings;
  readonly maximumBasePaths: number;
  /** Provides CATALOGUE. */
  readonly catalogue: DynamicModule;
}

/** Stage 2: evidence becomes the last five minutes' totals. */
export class WindowModule {
  static register({ settings, maximumBasePaths, catalogue }: WindowModuleOptions): DynamicModule {
    const window = provide(EVIDENCE_WINDOW, { clock: CLOCK, registry: METRICS }, ({ clock, registry }) => {
      const { lengthMs: windowMs, bucketMs } = settings;
      return new EvidenceWindow({ windowMs, bucketMs, maximumBasePaths, clock, observer: new WindowMetrics(registry) });
    });
    return {
      module: WindowModule,
      imports: [catalogue],
      providers: [window, { provide: EVIDENCE_SINKS, useExisting: EVIDENCE_WINDOW }, WindowUpkeep],
      exports: [EVIDENCE_WINDOW, EVIDENCE_SINKS],
    };
  }
}
