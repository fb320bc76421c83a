import type { IsTold } from './doubtful-gains.js';
import type { GroupEstimate } from './group-estimate.js';
import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';

/** Standard deviations of Poisson noise that are added: one-sided 95 %. */
const Z = 1.64;
/** Traffic was perhaps so many times what it is since: an outage drives clients away, or makes them ask again. */
const BUSIER = 2;

/** An instance that was not watched for the first `missingMs` of the window. */
interface Unwatched {
  readonly account: InstanceAccount;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly missingMs: number;
}

/**
 * Rule 11: the time before an instance was watched is taken at the rate seen since, and some more for the noise of that
 * rate; it stays when the instance is gone.
 */
export function* unwatchedEstimates(state: LedgerState, sinceMs: number, isTold: IsTold): Generator<GroupEstimate> {
  const { windowMs } = state.options;
  const unwatched = [...unwatchedInstances(state, sinceMs, isTold)];
  if (unwatched.length === 0) return;
  const variances = new Float64Array(state.history.room);
  for (const each of unwatched)
    for (const { group, rate } of each.account.flow.rates(each.lastMs)) variances[group]! += varianceOf(each, rate);
  for (const each of unwatched) {
    const { account, firstMs, lastMs, missingMs } = each;
    for (const { group, rate } of account.flow.rates(lastMs)) {
      const noise = (Z * varianceOf(each, rate)) / Math.sqrt(variances[group]!);
      // Given for the whole window before it was watched, of which the window that is asked for has its part.
      const count = ((BUSIER * rate * missingMs + noise) * windowMs) / missingMs;
      const counts = { successes: count, failures: count, missing: 'unwatched' } as const;
      yield { group, fromMs: firstMs - windowMs, toMs: firstMs, ...counts };
    }
  }
}

function* unwatchedInstances(state: LedgerState, sinceMs: number, isTold: IsTold): Generator<Unwatched> {
  for (const account of state.instances.values()) {
    const { unwatched, firstMs, lastMs, flow } = account;
    if (!unwatched || firstMs <= sinceMs || lastMs === undefined || lastMs <= firstMs) continue;
    if (isTold(flow, firstMs)) yield { account, firstMs, lastMs, missingMs: firstMs - sinceMs };
  }
}

/** Of what was missed at a rate: the noise of the rate, and that of its own. */
function varianceOf({ firstMs, lastMs, missingMs }: Unwatched, rate: number): number {
  return (rate * missingMs ** 2) / (lastMs - firstMs) + BUSIER * rate * missingMs;
}

/** Whether an instance that was there from the beginning, and is told of, was seen but once: the time before is not known. */
export function isBlind({ instances, options, beganMs }: LedgerState, nowMs: number, isTold: IsTold): boolean {
  for (const { unwatched, lastMs, firstMs, goneMs, flow } of instances.values()) {
    const isSeenOnce = unwatched && lastMs === firstMs && goneMs === undefined && isTold(flow, firstMs);
    if (isSeenOnce && firstMs - beganMs <= 1.5 * options.scrapeMs && firstMs > nowMs - options.windowMs) return true;
  }
  return false;
}
