import { BucketWindow } from '../../dist/window/bucket-window.js';
import { interleaved, printRatio, timed } from './measure.js';

export const about = 'recording samples, beside a bare write into the same arrays';

const SAMPLES = 1_000_000;
const T0 = 1_700_000_000_000;

/** A window as bare as it can be: buckets and sums, no checks. */
function bare(paths) {
  const buckets = Array.from({ length: 30 }, () => [new Uint32Array(paths), new Uint32Array(paths)]);
  const sums = [new Float64Array(paths), new Float64Array(paths)];
  return (id, atMs, requests, failures) => {
    const bucket = buckets[Math.floor(atMs / 10_000) % 30];
    bucket[0][id] += requests;
    bucket[1][id] += failures;
    sums[0][id] += requests;
    sums[1][id] += failures;
  };
}

export async function run() {
  for (const paths of [10_000, 100_000]) {
    const window = new BucketWindow(300_000, 10_000);
    const write = bare(paths);
    for (let id = 0; id < paths; id++) window.add(id, { atMs: T0, requests: 1, failures: 0 }, T0);
    const ours = () =>
      timed(() => {
        const sample = { atMs: T0, requests: 3, failures: 1 };
        for (let index = 0; index < SAMPLES; index++) window.add((index * 7) % paths, sample, T0);
      });
    const reference = () =>
      timed(() => {
        for (let index = 0; index < SAMPLES; index++) write((index * 7) % paths, T0, 3, 1);
      });
    const figures = await interleaved(15, ours, reference);
    const perSample = (list) => list.map((ms) => (ms * 1e6) / SAMPLES);
    printRatio(
      `record, ${paths} base paths`,
      'ns',
      { ours: perSample(figures.ours), reference: perSample(figures.reference) },
      '≤ 2.00',
    );
  }
}
