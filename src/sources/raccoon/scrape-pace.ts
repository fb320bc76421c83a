import type { SampleColumns } from './sample-columns.js';

/** Series that are looked at: targets of one job are scraped alike. */
const MOST_SERIES = 1_000;

/** The median time between two samples of a series, ms; `otherwise` where no series has two. */
export function scrapeOf({ ends, timesMs }: Pick<SampleColumns, 'ends' | 'timesMs'>, otherwise: number): number {
  const gaps: number[] = [];
  let first = 0;
  for (const end of ends.subarray(0, MOST_SERIES)) {
    for (let at = first + 1; at < end; at++) gaps.push(timesMs[at]! - timesMs[at - 1]!);
    first = end;
  }
  if (gaps.length === 0) return otherwise;
  const sorted = Float64Array.from(gaps).toSorted();
  return Math.round(sorted[Math.floor(sorted.length / 2)]! / 1_000) * 1_000 || otherwise;
}
