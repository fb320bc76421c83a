import type { Registry } from 'prom-client';
import { ACCESS_CONTROL, type AccessControl } from '../../accounts/access-control.js';
import { CATALOGUE, type Catalogue } from '../../catalogue/catalogue.js';
import { EXPOSURE_WATCHERS, type ExposureWatchers } from '../../catalogue/exposure-watchers.js';
import { CLOCK, type Clock } from '../../platform/clock/clock.js';
import { LOG, type Log } from '../../platform/telemetry/log.js';
import { METRICS } from '../../platform/telemetry/metrics.js';
import type { OriginKind } from '../origin-kind.js';
import { ROVERS, type Rovers } from '../rovers.js';
import { ROVER_YAML, type RoverYaml } from '../rover-yaml/rover-yaml.js';
import { ApiRovers } from './api-rovers.js';
import { RoverApiMetrics } from './rover-api.metrics.js';
import { FileRoverStore } from './rover-store/file-rover-store.js';
import { ROVER_STORE, type RoverStore } from './rover-store.js';
import { RoverUpkeep } from './rover-upkeep.service.js';
import { ROVER_WRITES, RoverWrites } from './rover-writes.js';
import { describeBlocks } from './rovers.dto.js';
import { RoversController } from './rovers.controller.js';
import { ROVER_SIGHT, type RoverSight } from './rover-view.js';

const NAME = 'api';
const PRECEDENCE = 1;

const API_ROVERS = Symbol('ApiRovers');

class RoverApiModule {}

/** The registration of the API by which Rovers are sent, listed and withdrawn. */
export const roverApiOrigin: OriginKind = {
  name: NAME,
  precedence: PRECEDENCE,
  module: (_, { shared, blocks, dataFolder, maximumBasePaths }) => {
    describeBlocks(blocks);
    return {
      module: RoverApiModule,
      imports: [shared],
      controllers: [RoversController],
      providers: [
        {
          provide: ROVER_STORE,
          inject: [CLOCK],
          useFactory: (clock: Clock) => new FileRoverStore(dataFolder, clock),
        },
        { provide: API_ROVERS, inject: [ROVERS, METRICS], useFactory: apiRovers },
        {
          provide: ROVER_WRITES,
          inject: [
            ROVER_STORE,
            ACCESS_CONTROL,
            ROVERS,
            API_ROVERS,
            CATALOGUE,
            EXPOSURE_WATCHERS,
            ROVER_YAML,
            CLOCK,
            LOG,
          ],
          useFactory: (...given: WriteOptions) => roverWrites(given, maximumBasePaths),
        },
        {
          provide: ROVER_SIGHT,
          inject: [CATALOGUE, EXPOSURE_WATCHERS, ROVER_YAML],
          useFactory: (catalogue: Catalogue, watchers: ExposureWatchers, yaml: RoverYaml): RoverSight => {
            return { catalogue, watchers, yaml };
          },
        },
        RoverUpkeep,
      ],
    };
  },
};

type WriteOptions = [RoverStore, AccessControl, Rovers, ApiRovers, Catalogue, ExposureWatchers, RoverYaml, Clock, Log];

function roverWrites(
  [store, access, rovers, api, catalogue, watchers, yaml, clock, log]: WriteOptions,
  maximumBasePaths: number,
): RoverWrites {
  return new RoverWrites({ store, access, rovers, api, catalogue, watchers, yaml, clock, log, maximumBasePaths });
}

function apiRovers(rovers: Rovers, registry: Registry): ApiRovers {
  const metrics = new RoverApiMetrics(registry);
  const sink = rovers.open({ name: NAME, precedence: PRECEDENCE, title: 'the API' });
  return new ApiRovers(sink, (all) => metrics.observe(all));
}
