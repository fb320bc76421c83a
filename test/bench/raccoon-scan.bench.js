import { readMatrix } from '../../dist/sources/raccoon/matrix-answer.js';
import { MatrixScan } from '../../dist/sources/raccoon/matrix-scan.js';
import { metricLabels } from '../../dist/sources/raccoon/metric-labels.js';
import { interleaved, printRatio, timed } from './measure.js';

export const about =
  'an answer of 100 000 raw series, from bytes to numbered series, beside JSON.parse of the same bytes';

const ROUTES = 10_000;
const CODES = ['200', '201', '301', '400', '404', '429', '500', '502', '503', '504'];
const SERIES = ROUTES * CODES.length;
const AT_MS = 1_700_000_060_000;

const metricOf = (route, code) => ({
  __name__: 'kong_http_requests_total',
  app: 'kong-gateway',
  code,
  instance: `10.42.${route % 7}.${(route % 250) + 1}:8100`,
  job: 'kong-metrics',
  namespace: 'kong',
  route: `team-api-${route}-v1`,
  service: `team-${route % 900}-service`,
  source: 'service',
  workspace: 'default',
});

/** As Prometheus writes it: two samples of each series, 27 MB. */
function answer(step) {
  const result = [];
  for (let route = 0; route < ROUTES; route++) {
    for (const [index, code] of CODES.entries()) {
      const count = step + route * 7 + index * 1_013;
      const second = 1_700_000_000 + ((route * 37) % 10_000) / 1_000;
      result.push({
        metric: metricOf(route, code),
        values: [
          [second, String(count)],
          [second + 15, String(count + 12)],
        ],
      });
    }
  }
  return Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
}

/** Reads the answer, finds the number of each series, and adds the values up so that they are read. */
function read(bytes, find) {
  let sum = 0;
  const take = ({ metric, count, values }) => {
    sum += find(metric);
    for (let index = 0; index < count; index++) sum += values[index];
  };
  const result = readMatrix(200, bytes, { atMs: AT_MS, maxSeries: 500_000 }, () => take);
  if (result.series !== SERIES || result.samples !== 2 * SERIES || !(sum > 0)) throw new Error(JSON.stringify(result));
}

/** Servers keep the order of their series: where the next one is the one that came next before, no text is hashed. */
function guesser(numbers) {
  const texts = [...numbers.keys()];
  let next = 0;
  return (metric) => {
    const number = texts[next] === metric ? next : numbers.get(metric);
    next = (number + 1) % texts.length;
    return number;
  };
}

export async function run() {
  const numbers = new Map();
  new MatrixScan(answer(0)).run(({ metric }) => numbers.set(metric, numbers.size));
  const bytes = answer(1);
  console.log(`${(bytes.length / 1e6).toFixed(1)} MB, ${SERIES} series, 2 samples each`);
  const reference = () => timed(() => void JSON.parse(bytes.toString('utf8')));
  const scan = () => timed(() => void new MatrixScan(bytes).run(() => undefined));
  printRatio('bytes to columns', 'ms', await interleaved(15, scan, reference));
  const byMap = () => timed(() => read(bytes, (metric) => numbers.get(metric)));
  printRatio('bytes to numbered series', 'ms', await interleaved(15, byMap, reference), '≤ 0.80');
  const guess = guesser(numbers);
  const byGuess = () => timed(() => read(bytes, guess));
  printRatio('the same, guessing the next', 'ms', await interleaved(15, byGuess, reference), '≤ 0.80');
  const texts = [...numbers.keys()];
  const labels = () => timed(() => texts.forEach((text) => metricLabels(text)));
  printRatio('labels of all series, once', 'ms', await interleaved(5, labels, reference));
}
