import { provide, token } from '../../platform/injection/token.js';
import { ACCESS_CONTROL } from '../../accounts/access-control.js';
import { CATALOGUE } from '../../catalogue/catalogue.js';
import { EXPOSURE_WATCHERS } from '../../catalogue/exposure-watchers.js';
import { CLOCK } from '../../platform/clock/clock.js';
import { LOG } from '../../platform/telemetry/log.js';
import { METRICS } from '../../platform/telemetry/metrics.js';
import type { DynamicModule } from '@nestjs/common';
import type { OriginContext, OriginKind } from '../origin-kind.js';
import { ROVERS } from '../rovers.js';
import { ROVER_YAML } from '../rover-yaml/rover-yaml.js';
import { ApiRovers } from './api-rovers.js';
import { RoverApiMetrics } from './rover-api.metrics.js';
import { FileRoverStore } from './rover-store/file-rover-store.js';
import { ROVER_STORE } from './rover-store.js';
import { RoverUpkeep } from './rover-upkeep.service.js';
import { ROVER_WRITES, RoverWrites } from './rover-writes.js';
import { describeBlocks } from './rovers.dto.js';
import { RoversController } from './rovers.controller.js';
import { ROVER_SIGHT } from './rover-view.js';

const API_ROVERS = token<ApiRovers>('ApiRovers');
const WRITE_PARTS = {
  store: ROVER_STORE,
  access: ACCESS_CONTROL,
  rovers: ROVERS,
  api: API_ROVERS,
  catalogue: CATALOGUE,
  watchers: EXPOSURE_WATCHERS,
  yaml: ROVER_YAML,
  clock: CLOCK,
  log: LOG,
};

/** The routes, and the Rovers that are stored. */
export class RoverApiModule {
  static async register(
    { name, precedence }: Pick<OriginKind, 'name' | 'precedence'>,
    { shared, blocks, dataFolder, maximumBasePaths }: OriginContext,
  ): Promise<DynamicModule> {
    await describeBlocks(blocks);
    return {
      module: RoverApiModule,
      imports: [shared],
      controllers: [RoversController],
      providers: [
        provide(ROVER_STORE, { clock: CLOCK }, ({ clock }) => new FileRoverStore(dataFolder, clock)),
        provide(API_ROVERS, { rovers: ROVERS, registry: METRICS }, ({ rovers, registry }) => {
          const metrics = new RoverApiMetrics(registry);
          const sink = rovers.open({ name, precedence });
          return new ApiRovers(sink, (all) => metrics.observe(all));
        }),
        provide(ROVER_WRITES, WRITE_PARTS, (parts) => new RoverWrites({ ...parts, maximumBasePaths })),
        provide(ROVER_SIGHT, { catalogue: CATALOGUE, watchers: EXPOSURE_WATCHERS, yaml: ROVER_YAML }, (parts) => parts),
        RoverUpkeep,
      ],
    };
  }
}
