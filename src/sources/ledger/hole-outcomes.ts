import type { GroupHistory } from './group-history.js';
import type { HoleGroup } from './hole.js';

/** Standard deviations of the interval. */
const Z = 1;

/** The highest and the lowest share of failures that is to be reckoned with. */
export interface FailureShares {
  readonly highest: number;
  readonly lowest: number;
}

/** Nothing is known: all may have failed, or none. */
const ANYTHING: FailureShares = { highest: 1, lowest: 0 };

/**
 * How the requests in a short hole ended, by what is seen beside it: the group's pages from one scrape before to one
 * after, those after alone (an outage may begin in the hole), and the instance's own last pages. Of each the interval
 * of Wilson (E. B. Wilson, "Probable Inference", 1927) counts.
 */
export function failureShares(
  { group, requests, failures }: HoleGroup,
  hole: { readonly fromMs: number; readonly toMs: number },
  { history, scrapeMs }: { readonly history: GroupHistory; readonly scrapeMs: number },
): FailureShares {
  const around = history.of(group, hole.fromMs - scrapeMs, hole.toMs + scrapeMs);
  if (around.requests <= 0) return ANYTHING;
  const after = history.of(group, hole.toMs, hole.toMs + scrapeMs);
  let [highest, lowest] = [0, 1];
  for (const seen of [around, after, { requests, failures }]) {
    if (seen.requests <= 0) continue;
    const interval = wilson(seen.requests, Math.min(seen.failures, seen.requests));
    highest = Math.max(highest, interval.highest);
    lowest = Math.min(lowest, interval.lowest);
  }
  return { highest: Math.min(1, highest), lowest: Math.max(0, lowest) };
}

function wilson(requests: number, failures: number): FailureShares {
  const n = requests + Z * Z;
  const middle = Math.min(1, (failures + (Z * Z) / 2) / n);
  const half = Z * Math.sqrt((middle * (1 - middle)) / n);
  return { highest: middle + half, lowest: middle - half };
}
