import type { IsTold } from './gains.js';
import type { GroupEstimate } from './group-estimate.js';
import type { LedgerState } from './ledger-state.js';

/** Standard deviations of Poisson noise that are added: one-sided 95 %. */
const Z = 1.64;
/** Traffic was perhaps so many times what it is since: an outage drives clients away, or makes them ask again. */
const BUSIER = 2;

interface Unwatched {
  readonly group: number;
  readonly firstMs: number;
  readonly requests: number;
  readonly variance: number;
}

/**
 * Rule 11: the time before an instance was watched is taken at the rate seen since, and some more for the noise of that
 * rate; it stays when the instance is gone.
 */
export function* unwatchedEstimates(state: LedgerState, sinceMs: number, isTold: IsTold): Generator<GroupEstimate> {
  const { windowMs } = state.options;
  const variances = new Map<number, number>();
  const found: Unwatched[] = [];
  for (const account of state.instances.values()) {
    const { unwatched, firstMs, lastMs, flow } = account;
    if (!unwatched || firstMs <= sinceMs || lastMs === undefined || lastMs <= firstMs) continue;
    if (!isTold(flow, firstMs)) continue;
    const missingMs = firstMs - sinceMs;
    for (const { group, rate } of flow.rates(lastMs)) {
      const requests = BUSIER * rate * missingMs;
      const variance = (rate * missingMs ** 2) / (lastMs - firstMs) + requests;
      found.push({ group, firstMs, requests, variance });
      variances.set(group, (variances.get(group) ?? 0) + variance);
    }
  }
  for (const { group, firstMs, requests, variance } of found) {
    const noise = (Z * variance) / Math.sqrt(variances.get(group)!);
    // Given for the whole window before it was watched, of which the window that is asked for has its part.
    const count = ((requests + noise) * windowMs) / (firstMs - sinceMs);
    yield {
      group,
      fromMs: firstMs - windowMs,
      toMs: firstMs,
      successes: count,
      failures: count,
      missing: 'unwatched',
    };
  }
}

/** Whether an instance that was there from the beginning, and is told of, was seen but once: the time before is not known. */
export function isBlind({ instances, options, beganMs }: LedgerState, nowMs: number, isTold: IsTold): boolean {
  for (const { unwatched, lastMs, firstMs, goneMs, flow } of instances.values()) {
    const isSeenOnce = unwatched && lastMs === firstMs && goneMs === undefined && isTold(flow, firstMs);
    if (isSeenOnce && firstMs - beganMs <= 1.5 * options.scrapeMs && firstMs > nowMs - options.windowMs) return true;
  }
  return false;
}
