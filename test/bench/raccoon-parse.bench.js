import { SystemClock } from '../../dist/platform/clock/system-clock.js';
import { AnswerAggregator } from '../../dist/sources/raccoon/answer-aggregator.js';
import { buildReading } from '../../dist/sources/raccoon/reading-builder.js';
import { BasePathResolver } from '../../dist/sources/dialects/base-path-resolver.js';
import { MappingSettings } from '../../dist/sources/dialects/dialect.settings.js';
import { kong } from '../../dist/sources/dialects/kong.js';
import { interleaved, loopDelay, printRatio, timed } from './measure.js';

export const about = 'an answer of 100 000 series, from bytes to a reading, beside JSON.parse of the same bytes';

const ROUTES = 25_000;
const CODES = ['200', '404', '500', '503'];

function answer() {
  const result = [];
  for (let route = 0; route < ROUTES; route++) {
    for (const code of CODES)
      result.push({
        metric: { route: `team-api-${route}-v1`, code },
        value: [1_700_000_000.123, String((route * 7) % 5_000)],
      });
  }
  return Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
}

export async function run() {
  const bytes = answer();
  const declarations = new Map(
    Array.from({ length: ROUTES }, (_, route) => [
      `/team/api/${route}/v1`,
      { basePath: `/team/api/${route}/v1`, declaredBy: 'bench' },
    ]),
  );
  const resolver = new BasePathResolver({ version: 1, declarations }, new MappingSettings());
  const counter = kong.counters[0];
  const folder = new AnswerAggregator(new SystemClock());
  const order = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 200_000 };
  const empty = {
    values: [],
    sums: new Float64Array(0),
    spoiled: new Uint8Array(0),
    series: 0,
    duplicates: 0,
    dropped: 0,
  };
  const ours = async (own) => {
    const result = await folder.fold({ status: 200, body: own }, order, new AbortController().signal);
    const reading = await buildReading({ window: result.folded, lastMinute: empty, counter }, resolver);
    if (reading.entries.length !== ROUTES) throw new Error(`${reading.entries.length} base paths`);
  };
  // The folder takes its bytes over, as it does those of an answer.
  const fresh = () => Buffer.from(new Uint8Array(bytes).buffer);
  const oursTimed = () => {
    const own = fresh();
    return timed(() => ours(own));
  };
  const reference = () => void JSON.parse(bytes.toString('utf8'));
  console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${ROUTES * CODES.length} series, ${ROUTES} routes`);
  const figures = await interleaved(15, oursTimed, () => timed(reference));
  printRatio('poll to reading', 'ms', figures, '≤ 1.50');
  const delay = await loopDelay(async () => {
    for (let round = 0; round < 10; round++) await ours(fresh());
  });
  console.log(
    `event loop delayed meanwhile: p99 ${delay.p99.toFixed(1)} ms (target ≤ 50), longest ${delay.max.toFixed(1)} ms`,
  );
  await folder.close();
}
