import { BasePathResolver } from '../../dist/sources/dialects/base-path-resolver.js';
import { MappingSettings } from '../../dist/sources/dialects/dialect.settings.js';
import { interleaved, median, printRatio, timed } from './measure.js';

export const about = '100 000 label combinations led to 10 000 declared base paths, beside a bare Map look-up of each';

const SERIES = 100_000;
const DECLARED = 10_000;
const NAME = [{ form: 'name', label: 'route' }];
const PATH = [{ form: 'path', label: 'path', within: 'host' }, ...NAME];
const CASES = {
  'names of declared base paths': [NAME, (i) => ({ route: `team-api-${i % DECLARED}-v1` })],
  'names, nine of ten unmapped': [NAME, (i) => ({ route: `team-api-${i}-v1` })],
  'paths of rules': [PATH, (i) => ({ path: `/team/api-${i % DECLARED}/v1(/|$)(.*)`, host: 'h', route: 'r' })],
  'distinct paths below declared': [PATH, (i) => ({ path: `/team/api-${i % DECLARED}/v1/${i}/*`, host: 'h' })],
  'distinct paths of nobody': [PATH, (i) => ({ path: `/other/${i}/deep/path/*`, host: 'h' })],
};

/** Labels as a poll brings them: strings that have not been looked up before. */
const fresh = (make) => JSON.parse(JSON.stringify(Array.from({ length: SERIES }, (_, i) => make(i))));

export async function run() {
  const declarations = new Map(
    Array.from({ length: DECLARED }, (_, i) => [
      `/team/api-${i}/v1`,
      { basePath: `/team/api-${i}/v1`, declaredBy: 'b' },
    ]),
  );
  const make = () => new BasePathResolver({ version: 1, declarations }, new MappingSettings());
  for (const [name, [labels, tuple]] of Object.entries(CASES)) {
    const first = [];
    for (let round = 0; round < 9; round++) {
      const [resolver, tuples] = [make(), fresh(tuple)];
      first.push(await timed(() => tuples.forEach((each) => resolver.resolve(each, labels))));
    }
    const resolver = make();
    const known = new Map(fresh(tuple).map((each) => [each[labels[0].label], each]));
    const figures = await interleaved(
      15,
      () => {
        const tuples = fresh(tuple);
        return timed(() => tuples.forEach((each) => resolver.resolve(each, labels)));
      },
      () => {
        const tuples = fresh(tuple);
        return timed(() => tuples.forEach((each) => known.get(each[labels[0].label])));
      },
    );
    printRatio(name, 'ms', figures, '≤ 50 ms');
    console.log(`${''.padEnd(34)} the first time, nothing remembered: ${median(first).toFixed(1)} ms`);
  }
}
