import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { ACCESS_CONTROL, type AccessControl } from '../accounts/access-control.js';
import { CLOCK, type Clock } from '../platform/clock/clock.js';
import { LOG, type Log } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { ApisMetrics } from './declarations.metrics.js';
import type { ApisSettings } from './apis.settings.js';
import { parseBasePath } from '../catalogue/base-path.js';
import { CATALOGUE } from '../catalogue/catalogue.js';
import { DECLARED_ROVERS, DeclaredRovers } from './declared-rovers.js';
import { EXPOSURE_WATCHERS, ExposureWatchers } from '../catalogue/exposure-watchers.js';
import { LiveCatalogue } from '../catalogue/live-catalogue.js';
import { ROVER_FILE_LOG, RoverFileLog } from './rover-directory/rover-file-log.js';
import { ROVER_FILES, type RoverFiles } from './rover-files.js';
import { FileRoverStore } from './rover-api/rover-store/file-rover-store.js';
import { ROVER_STORE, type RoverStore } from './rover-api/rover-store.js';
import { RoverUpkeep } from './rover-api/rover-upkeep.service.js';
import { ROVER_DIRECTORY, RoverWatch } from './rover-directory/rover-watch.service.js';
import { ROVER_WRITES, RoverWrites } from './rover-api/rover-writes.js';
import { RoversController } from './rover-api/rovers.controller.js';
import { RoverDirectory } from './rover-directory/rover-directory.js';

const NO_ROVER_FILES: RoverFiles = { state: () => ({ files: new Map() }) };

/** What the stage needs. */
export interface ApisModuleOptions {
  readonly settings: ApisSettings;
  /** Where Rovers that come by the API are kept. */
  readonly dataFolder: string;
}

/** What is watched: the catalogue, from the settings, the Rover directory and the API. */
export class ApisModule {
  static register({ settings, dataFolder }: ApisModuleOptions): DynamicModule {
    return {
      module: ApisModule,
      controllers: [RoversController],
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
        { provide: DECLARED_ROVERS, inject: [CATALOGUE, METRICS], useFactory: declaredRovers },
        {
          provide: ROVER_STORE,
          inject: [CLOCK],
          useFactory: (clock: Clock) => new FileRoverStore(dataFolder, clock),
        },
        roverWrites(settings.maximum),
        { provide: EXPOSURE_WATCHERS, useClass: ExposureWatchers },
        {
          provide: ROVER_FILE_LOG,
          inject: [LOG, CLOCK],
          useFactory: (log: Log, clock: Clock) => new RoverFileLog(log, clock),
        },
        RoverWatch,
        RoverUpkeep,
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

function declaredRovers(catalogue: LiveCatalogue, registry: Registry): DeclaredRovers {
  const metrics = new ApisMetrics(registry);
  const declared = new DeclaredRovers(catalogue, (rovers) => metrics.observe(rovers));
  metrics.observe(declared);
  return declared;
}

function roverWrites(maximumBasePaths: number): FactoryProvider<RoverWrites> {
  return {
    provide: ROVER_WRITES,
    inject: [ROVER_STORE, ACCESS_CONTROL, DECLARED_ROVERS, EXPOSURE_WATCHERS, CLOCK, LOG],
    useFactory: (...[store, access, declared, watchers, clock, log]: WriteOptions) =>
      new RoverWrites({ store, access, declared, watchers, clock, log, maximumBasePaths }),
  };
}

type WriteOptions = [RoverStore, AccessControl, DeclaredRovers, ExposureWatchers, Clock, Log];
