import { provide } from '../../platform/injection/token.js';
import { CLOCK } from '../../platform/clock/clock.js';
import type { Finding } from '../../platform/health/finding.js';
import { PathSetting } from '../../platform/settings/setting.js';
import { LOG } from '../../platform/telemetry/log.js';
import { METRICS } from '../../platform/telemetry/metrics.js';
import { checkRovers, roverProblems } from '../check-rovers.js';
import type { OriginExamination, OriginKind } from '../origin-kind.js';
import { ROVERS } from '../rovers.js';
import { ROVER_YAML } from '../rover-yaml/rover-yaml.js';
import { RoverDirectory } from './rover-directory.js';
import { RoverDirectoryMetrics } from './rover-directory.metrics.js';
import { RoverFileLog } from './rover-file-log.js';
import { FOLLOWED_DIRECTORY, RoverWatch } from './rover-watch.service.js';

const NAME = 'rovers';
const PRECEDENCE = 2;

const PARTS = { rovers: ROVERS, yaml: ROVER_YAML, clock: CLOCK, log: LOG, registry: METRICS };

class RoverDirectoryModule {}

/** The registration of the Rover directory. */
export const roverDirectoryOrigin: OriginKind<string | undefined> = {
  name: NAME,
  precedence: PRECEDENCE,
  setting: {
    key: 'rovers',
    declare: PathSetting({
      about: 'Directory of Rover YAML files, watched; relative to the settings file.',
      example: './rovers',
    }),
    fallback: () => undefined,
  },
  module: (path, { shared }) => ({
    module: RoverDirectoryModule,
    imports: [shared],
    providers: [
      provide(FOLLOWED_DIRECTORY, PARTS, ({ rovers, yaml, clock, log, registry }) => ({
        directory: path === undefined ? undefined : new RoverDirectory(path, yaml, clock),
        sink: rovers.open({ name: NAME, precedence: PRECEDENCE, title: 'a file' }),
        log: new RoverFileLog(log, clock),
        metrics: new RoverDirectoryMetrics(registry),
      })),
      RoverWatch,
    ],
  }),
  examine: (path, examination) => (path === undefined ? Promise.resolve([]) : examine(path, examination)),
};

async function examine(path: string, { blocks, sinks }: OriginExamination): Promise<Finding[]> {
  const report = await checkRovers(path, blocks);
  sinks.open(NAME).declare(new Map(report.files.map(({ file, exposures }) => [file, exposures])));
  const unreadable = report.problem === undefined ? [] : [`the Rover directory ${report.problem}`];
  const warnings = report.files.flatMap(({ file, halfWritten }) =>
    halfWritten ? [`${file}: ${halfWritten.message}`] : [],
  );
  return [
    ...[...unreadable, ...roverProblems(report)].map((text) => ({ level: 'problem', text }) as const),
    ...warnings.map((text) => ({ level: 'warning', text }) as const),
  ];
}
