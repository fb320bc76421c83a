import type { GroupEstimate } from './group-estimate.js';
import type { LedgerState } from './ledger-state.js';

/** An instance whose newest page is older than so many scrapes was silent before the whole source was. */
const SILENT_SCRAPES = 2;

/**
 * Rule 10: what all instances that have not gone would serve after `sinceMs` (wall), should nothing of the source be seen
 * any more: as much as before, with outcomes that nobody knows, for as long as rule 6 takes an instance to serve on.
 */
export function* unseenEstimates({ instances, options }: LedgerState, sinceMs: number): Generator<GroupEstimate> {
  const { goneAfterMs, scrapeMs } = options;
  const rates = new Map<number, number>();
  for (const { lastMs, goneMs, openHole, flow } of instances.values()) {
    if (lastMs === undefined || goneMs !== undefined) continue;
    const share = openHole?.share ?? 1;
    const wasSilent = sinceMs - lastMs > SILENT_SCRAPES * scrapeMs;
    for (const { group, rate } of flow.rates(lastMs)) {
      if (wasSilent) yield* goingOn(group, rate * share, { sinceMs, untilMs: lastMs + goneAfterMs });
      else rates.set(group, (rates.get(group) ?? 0) + rate * share);
    }
  }
  for (const [group, rate] of rates) yield* goingOn(group, rate, { sinceMs, untilMs: sinceMs + goneAfterMs });
}

function* goingOn(
  group: number,
  rate: number,
  { sinceMs, untilMs }: { readonly sinceMs: number; readonly untilMs: number },
): Generator<GroupEstimate> {
  const requests = rate * (untilMs - sinceMs);
  if (requests <= 0) return;
  yield { group, fromMs: sinceMs, toMs: untilMs, successes: requests, failures: requests, missing: 'unobserved' };
}
