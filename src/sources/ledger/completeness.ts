import { newestPage } from './hole-estimates.js';
import type { InstanceAccount } from './instance-account.js';

/** Requests a millisecond that an idle instance weighs. */
const LEAST_WEIGHT = 1e-9;

/**
 * Up to when counts are complete on the whole, wall ms: the mean of the newest pages, by what each instance serves; those
 * that are behind the newest by more than `silentMs`, or gone, are left out.
 */
export function completeUpTo(instances: Iterable<InstanceAccount>, silentMs: number): number {
  const all = [...instances];
  const newestMs = newestPage(all);
  let [behindMs, weight] = [0, 0];
  for (const { lastMs, goneMs, flow } of all) {
    if (lastMs === undefined || goneMs !== undefined || newestMs - lastMs > silentMs) continue;
    const rate = flow.usual + LEAST_WEIGHT;
    behindMs += (newestMs - lastMs) * rate;
    weight += rate;
  }
  return weight === 0 ? newestMs : Math.floor(newestMs - behindMs / weight);
}
