import type { DynamicModule } from '@nestjs/common';
import { provide } from '../../platform/injection/token.js';
import { CLOCK } from '../../platform/clock/clock.js';
import { LOG } from '../../platform/telemetry/log.js';
import { METRICS } from '../../platform/telemetry/metrics.js';
import type { OriginKind } from '../origin-kind.js';
import { ROVERS } from '../rovers.js';
import { ROVER_YAML } from '../rover-yaml/rover-yaml.js';
import { RoverDirectory } from './rover-directory.js';
import { RoverDirectoryMetrics } from './rover-directory.metrics.js';
import { RoverFileLog } from './rover-file-log.js';
import { FOLLOWED_DIRECTORY, RoverWatch } from './rover-watch.service.js';

const PARTS = { rovers: ROVERS, yaml: ROVER_YAML, clock: CLOCK, log: LOG, registry: METRICS };

/** The files of a directory, followed while the service runs. */
export class RoverDirectoryModule {
  static register(
    { name, precedence }: Pick<OriginKind, 'name' | 'precedence'>,
    path: string | undefined,
    shared: DynamicModule,
  ): DynamicModule {
    return {
      module: RoverDirectoryModule,
      imports: [shared],
      providers: [
        provide(FOLLOWED_DIRECTORY, PARTS, ({ rovers, yaml, clock, log, registry }) => ({
          directory: path === undefined ? undefined : new RoverDirectory(path, yaml, clock),
          sink: rovers.open({ name, precedence }),
          log: new RoverFileLog(log, clock),
          metrics: new RoverDirectoryMetrics(registry),
        })),
        RoverWatch,
      ],
    };
  }
}
