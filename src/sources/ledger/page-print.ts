import { COUNTED, type CounterPage } from './counter-page.js';

/** Groups are put together in so many bins: enough to tell gateways apart, and the same size for all of them. */
export const BINS = 16;

/** Sums of the counters of one page, by bin of groups and by what is counted: what two sources must agree on. */
export interface PagePrint {
  /** Wall ms, by our clock. */
  readonly atMs: number;
  /** When the process began, as it says, wall ms; undefined where it does not. */
  readonly startedAtMs: number | undefined;
  readonly sums: Float64Array;
}

/** Sums up a page; `binOf` gives the bin of a group, less than `BINS`. */
export function printOf(page: CounterPage, aheadMs: number, binOf: (group: number) => number): PagePrint {
  const sums = new Float64Array(BINS * COUNTED.length);
  for (let line = 0; line < page.count; line++)
    sums[binOf(page.groups[line]!) * COUNTED.length + page.counted[line]!]! += Math.floor(page.values[line]!);
  const startedAtMs = page.startedAtMs === undefined ? undefined : page.startedAtMs - aheadMs;
  return { atMs: page.atMs - aheadMs, startedAtMs, sums };
}

/** The bin of a name: the same in every process and for every source. */
export function binOfName(name: string): number {
  let hash = 0;
  for (let at = 0; at < name.length; at++) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return (hash >>> 0) % BINS;
}
