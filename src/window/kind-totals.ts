import type { Instant } from '../platform/clock/clock.js';
import type { SourceFeed } from './source-feed.js';

/** What all sources of one kind of evidence know of one base path. */
export interface KindTotals {
  /** Some series or sample ever matched the base path. */
  matched: boolean;
  /** At least one source that matched has evidence young enough; only such sources are in the totals. */
  fresh: boolean;
  requests: number;
  failures: number;
  /** A source in the totals answered in part, or gave this base path an invalid number. */
  partial: boolean;
  /** A source in the totals does not know a whole window, and says that no verdict may rest on it. */
  warmingUp: boolean;
  /** A source in the totals has not been asked for a whole window yet; its numbers are right as far as they go. */
  justStarted: boolean;
  suspect: boolean;
  /** Requests from which these totals decide, where the sources say so by their pace; else `Infinity`. */
  minimum: number;
  /** How long, ms, until the first source in the totals is stale: then the totals change. */
  freshForMs: number;
}

/** Totals that say: never seen. To be filled by `gatherTotals`. */
export function noTotals(): KindTotals {
  return {
    matched: false,
    fresh: false,
    requests: 0,
    failures: 0,
    partial: false,
    warmingUp: false,
    justStarted: false,
    suspect: false,
    minimum: Infinity,
    freshForMs: Infinity,
  };
}

/** When freshness is judged, and how old evidence may be. */
export interface FreshnessLimit {
  readonly now: Instant;
  readonly staleAfterMs: number;
}

/**
 * Fills `totals` with the sums over the sources that have fresh evidence of the base path `id`. One object is
 * filled again and again, because this runs for every base path in every evaluation.
 */
export function gatherTotals(
  feeds: readonly SourceFeed[],
  id: number,
  limit: FreshnessLimit,
  totals: KindTotals,
): void {
  clear(totals);
  for (const feed of feeds) {
    if (!feed.matched(id)) continue;
    totals.matched = true;
    const wallAgeMs = limit.now.wallMs - feed.asOfWallMs(id);
    const age = Math.max(wallAgeMs, limit.now.monotonicMs - feed.asOfMonotonicMs(id));
    const freshForMs = Math.max(limit.staleAfterMs, feed.freshForMs(id)) - age;
    if (freshForMs < 0) continue;
    add(feed, id, limit.now, totals);
    if (freshForMs < totals.freshForMs) totals.freshForMs = freshForMs;
  }
}

function add(feed: SourceFeed, id: number, now: Instant, totals: KindTotals): void {
  const effect = feed.block(id)?.effect;
  totals.fresh = true;
  totals.requests += feed.requests(id);
  totals.failures += feed.failures(id);
  totals.partial ||= effect === 'partial' || feed.spoiled(id);
  totals.warmingUp ||= effect === 'warming-up';
  totals.suspect ||= effect === 'suspect';
  totals.justStarted ||= feed.startedWithinWindow(now);
  const minimum = feed.minimum(id);
  if (minimum !== Infinity && (totals.minimum === Infinity || minimum > totals.minimum)) totals.minimum = minimum;
}

function clear(totals: KindTotals): void {
  totals.matched = false;
  totals.fresh = false;
  totals.requests = 0;
  totals.failures = 0;
  totals.partial = false;
  totals.warmingUp = false;
  totals.justStarted = false;
  totals.suspect = false;
  totals.minimum = Infinity;
  totals.freshForMs = Infinity;
}
