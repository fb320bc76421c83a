import { provide } from '../platform/injection/token.js';
import type { DynamicModule } from '@nestjs/common';
import { METRICS } from '../platform/telemetry/metrics.js';
import { CatalogueMetrics } from './catalogue.metrics.js';
import { CATALOGUE } from './catalogue.js';
import { DECLARATION_SINKS } from './declaration-sink.js';
import { EXPOSURE_WATCHERS, ExposureWatchers } from './exposure-watchers.js';
import { LiveCatalogue, type LiveCatalogueOptions } from './live-catalogue.js';

/** What is watched: declared by the origins, followed by the sources and the window. */
export class CatalogueModule {
  static register(options: Pick<LiveCatalogueOptions, 'maximum' | 'origins'>): DynamicModule {
    return {
      module: CatalogueModule,
      providers: [
        provide(CATALOGUE, { registry: METRICS }, ({ registry }) => {
          const metrics = new CatalogueMetrics(registry);
          return new LiveCatalogue({ ...options, merged: (catalogue) => metrics.observe(catalogue) });
        }),
        { provide: DECLARATION_SINKS, useExisting: CATALOGUE },
        { provide: EXPOSURE_WATCHERS, useClass: ExposureWatchers },
      ],
      exports: [CATALOGUE, DECLARATION_SINKS, EXPOSURE_WATCHERS],
    };
  }
}
