import type { SampleColumns } from './sample-columns.js';

/** Series that are looked at: targets of one job are scraped alike. */
const MOST_SERIES = 1_000;

/** Gaps of a series that tell something: fewer may lie between the samples of two servers, as Thanos joins them. */
const FEW_GAPS = 3;

/** Samples in columns; see `SampleColumns`. */
export type SampleTimes = Pick<SampleColumns, 'numbers' | 'ends' | 'timesMs'>;

/** The jobs of some series of an answer, spread over all of it. */
export function jobsOf(numbers: Int32Array, jobOf: (series: number) => string): ReadonlySet<string> {
  const step = Math.max(1, Math.floor(numbers.length / MOST_SERIES));
  return new Set(Array.from({ length: Math.ceil(numbers.length / step) }, (_, index) => jobOf(numbers[index * step]!)));
}

/**
 * The time between two scrapes of a job, ms: the median of what its series show, and of several `jobs` that of the slowest,
 * because nobody is silent who is not due yet. Not less than `leastMs` where its series have but a few samples. Undefined
 * where none of their series has two samples.
 */
export function scrapeOf(
  { numbers, ends, timesMs }: SampleTimes,
  jobs: ReadonlySet<string>,
  jobOf: (series: number) => string,
  leastMs = 0,
): number | undefined {
  const gaps = new Map([...jobs].map((job) => [job, { series: 0, gaps: [] as number[] }]));
  for (const [index, end] of ends.entries()) {
    const of = gaps.get(jobOf(numbers[index]!));
    if (!of || of.series++ >= MOST_SERIES) continue;
    const first = index === 0 ? 0 : ends[index - 1]!;
    for (let at = first + 1; at < end; at++) of.gaps.push(timesMs[at]! - timesMs[at - 1]!);
  }
  const paceOf = (each: { series: number; gaps: number[] }): number =>
    Math.max(medianOf(each.gaps), each.gaps.length < FEW_GAPS * Math.min(each.series, MOST_SERIES) ? leastMs : 0);
  const paces = [...gaps.values()].filter((each) => each.gaps.length > 0).map(paceOf);
  return Math.round(Math.max(0, ...paces) / 1_000) * 1_000 || undefined;
}

function medianOf(gaps: readonly number[]): number {
  const sorted = Float64Array.from(gaps).toSorted();
  return sorted[Math.floor(sorted.length / 2)]!;
}
