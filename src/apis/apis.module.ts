import type { DynamicModule } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { ApisMetrics } from './apis.metrics.js';
import type { ApisSettings } from './apis.settings.js';
import { parseBasePath } from './base-path.js';
import { CATALOGUE } from './catalogue.js';
import { EXPOSURE_WATCHERS, ExposureWatchers } from './exposure-watchers.js';
import { LiveCatalogue } from './live-catalogue.js';
import { ROVER_FILES, type RoverFiles } from './rover-files.js';
import { APIS_METRICS, ROVER_DIRECTORY, RoverWatch } from './rover-watch.service.js';
import { RoverDirectory } from './rovers/rover-directory.js';

const NO_ROVER_FILES: RoverFiles = { state: () => ({ files: new Map() }) };

/** What is watched: the catalogue, from the settings and the Rover directory. */
export class ApisModule {
  static register(settings: ApisSettings): DynamicModule {
    return {
      module: ApisModule,
      providers: [
        { provide: CATALOGUE, useFactory: () => catalogueOf(settings) },
        {
          provide: ROVER_DIRECTORY,
          inject: [CLOCK],
          useFactory: (clock: Clock) => settings.rovers && new RoverDirectory(settings.rovers, clock),
        },
        {
          provide: ROVER_FILES,
          inject: [ROVER_DIRECTORY],
          useFactory: (directory: RoverFiles | undefined) => directory ?? NO_ROVER_FILES,
        },
        { provide: APIS_METRICS, inject: [METRICS], useFactory: (registry: Registry) => new ApisMetrics(registry) },
        { provide: EXPOSURE_WATCHERS, useClass: ExposureWatchers },
        RoverWatch,
      ],
      exports: [CATALOGUE, ROVER_FILES, EXPOSURE_WATCHERS],
    };
  }
}

/** The catalogue of the settings alone; files are merged in as they are read. */
export function catalogueOf(settings: ApisSettings): LiveCatalogue {
  const declared = settings.basePaths.flatMap((each) => parseBasePath(each) ?? []);
  return new LiveCatalogue(declared, settings.maximum);
}
