import type { LedgerState } from './ledger-state.js';
import { Silence } from './silence.js';

/** Requests a millisecond that an idle instance weighs. */
const LEAST_WEIGHT = 1e-9;

/**
 * Up to when counts are complete on the whole, wall ms: the mean of the newest pages, by what each instance serves; those
 * that are silent or gone are left out. Where nobody answers there is nothing to wait for.
 */
export function completeUpTo(state: LedgerState): number {
  const silence = new Silence(state);
  const { newestMs, heardMs } = silence;
  let [behindMs, weight] = [0, 0];
  for (const account of state.instances.values()) {
    const { lastMs, goneMs, flow } = account;
    if (lastMs === undefined || goneMs !== undefined || silence.has(account)) continue;
    const rate = flow.usual + LEAST_WEIGHT;
    behindMs += (newestMs - lastMs) * rate;
    weight += rate;
  }
  return weight === 0 ? heardMs : Math.floor(newestMs - behindMs / weight);
}
