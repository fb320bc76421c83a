/** The times of an instance that tell a pace: two gaps that are alike are no pause. */
export const TIMES_OF_A_PACE = 3;
/** Gaps are alike that differ by less than this part of the longer one. */
const ALIKE = 0.1;
/** Another pace differs from the one before by more than this part of it. */
const CHANGED = 0.25;

/** An instance: its job, and when it was scraped last, oldest first, wall ms. */
export interface ScrapedInstance {
  readonly job: string;
  readonly timesMs: readonly number[];
}

/**
 * The time between two scrapes, ms, after the operator has changed it: that of the slowest job, and of each job the median
 * of its instances. `beforeMs` where it is as before, or where a job does not tell yet.
 */
export function changedPace(instances: Iterable<ScrapedInstance>, beforeMs: number): number {
  const byJob = new Map<string, number[]>();
  for (const { job, timesMs } of instances) {
    const gaps = byJob.get(job) ?? [];
    byJob.set(job, gaps);
    const gapMs = steadyGap(timesMs);
    if (gapMs !== undefined) gaps.push(gapMs);
  }
  const paces = [...byJob.values()].map((gaps) => gaps.toSorted((one, other) => one - other)[gaps.length >> 1]);
  if (paces.length === 0 || paces.includes(undefined)) return beforeMs;
  const slowestMs = Math.round(Math.max(...paces.map((each) => each!)) / 1_000) * 1_000;
  return slowestMs > 0 && Math.abs(slowestMs - beforeMs) > CHANGED * beforeMs ? slowestMs : beforeMs;
}

function steadyGap([first, second, third]: readonly number[]): number | undefined {
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const [one, other] = [second - first, third - second];
  return Math.abs(one - other) <= ALIKE * Math.max(one, other) ? (one + other) / 2 : undefined;
}
