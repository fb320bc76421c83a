import type { Finding } from '../../platform/health/finding.js';
import { PathSetting } from '../../platform/settings/setting.js';
import { checkRovers, roverProblems } from '../check-rovers.js';
import type { OriginExamination, OriginKind } from '../origin-kind.js';

const NAME = 'rovers';
/** The registration of the Rover directory. */
export const roverDirectoryOrigin: OriginKind<string | undefined> = {
  name: NAME,
  precedence: 2,
  setting: {
    key: 'rovers',
    declare: PathSetting({
      about: 'Directory of Rover YAML files, watched; relative to the settings file.',
      example: './rovers',
    }),
    fallback: () => undefined,
  },
  module: async (path, { shared }) =>
    (await import('./rover-directory.module.js')).RoverDirectoryModule.register(roverDirectoryOrigin, path, shared),
  examine: (path, examination) => (path === undefined ? Promise.resolve([]) : examine(path, examination)),
};

async function examine(path: string, { blocks, sinks }: OriginExamination): Promise<Finding[]> {
  const report = await checkRovers(path, blocks);
  await sinks.open(NAME).declare(new Map(report.files.map(({ file, exposures }) => [file, exposures])));
  const unreadable = report.problem === undefined ? [] : [`the Rover directory ${report.problem}`];
  const warnings = report.files.flatMap(({ file, halfWritten }) =>
    halfWritten ? [`${file}: ${halfWritten.message}`] : [],
  );
  return [
    ...[...unreadable, ...roverProblems(report)].map((text) => ({ level: 'problem', text }) as const),
    ...warnings.map((text) => ({ level: 'warning', text }) as const),
  ];
}
