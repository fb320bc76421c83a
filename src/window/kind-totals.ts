import type { Instant } from '../platform/clock/clock.js';
import type { UncertainTotals } from './estimate-table.js';
import { MOST_REQUESTS } from './sound-counts.js';
import type { SourceFeed } from './source-feed.js';

/** What all sources of one kind of evidence know of one base path. */
export interface KindTotals extends UncertainTotals {
  /** Some series or sample ever matched the base path. */
  matched: boolean;
  /** At least one source that matched has evidence young enough. */
  fresh: boolean;
  requests: number;
  failures: number;
  /** Of the successes, those that were answered with a 4xx; no verdict depends on them. */
  clientErrors: number;
  /** A source in the totals answered in part, or gave this base path an invalid number. */
  partial: boolean;
  /** A source in the totals cannot say yet what there was before it began. */
  blind: boolean;
  suspect: boolean;
  /** Requests from which these totals decide, where the sources say so by their pace; else `Infinity`. */
  minimum: number;
  /** How long, ms, until a source that is fresh is stale and the totals change by that. */
  freshForMs: number;
}

/** Totals that say: never seen. To be filled by `gatherTotals`. */
export function noTotals(): KindTotals {
  return {
    matched: false,
    fresh: false,
    requests: 0,
    failures: 0,
    clientErrors: 0,
    partial: false,
    maybeSuccesses: 0,
    maybeFailures: 0,
    unwatched: 0,
    unobserved: 0,
    ambiguous: 0,
    blind: false,
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
 * Fills `totals` with the sums over the sources that have fresh evidence of the base path `id`, and what others still hold
 * of it in the window. One object is filled again and again, because this runs for every base path in every evaluation.
 */
export function gatherTotals(
  feeds: readonly SourceFeed[],
  id: number,
  limit: FreshnessLimit,
  totals: KindTotals,
): void {
  clear(totals);
  let isAnyStale = false;
  for (const feed of feeds) {
    if (!feed.matched(id)) continue;
    totals.matched = true;
    const freshForMs = freshFor(feed, id, limit);
    if (freshForMs < 0) {
      isAnyStale = true;
      continue;
    }
    add(feed, id, totals);
    totals.freshForMs = Math.min(totals.freshForMs, freshForMs);
  }
  if (feeds.length > 1 && totals.fresh) totals.freshForMs = unchangedFor(feeds, id, limit);
  if (isAnyStale && totals.fresh) addStale(feeds, id, limit, totals);
  if (totals.maybeSuccesses > 0 || totals.maybeFailures > 0) settle(totals);
}

/** Rounds what may have happened, and keeps the rule in exact numbers. */
function settle(totals: KindTotals): void {
  const most = Math.max(0, MOST_REQUESTS - totals.requests);
  totals.maybeSuccesses = Math.min(most, Math.round(totals.maybeSuccesses));
  totals.maybeFailures = Math.min(most, Math.round(totals.maybeFailures));
}

/** For how long the evidence of a source is fresh yet, ms; negative where it is stale. */
function freshFor(feed: SourceFeed, id: number, { now, staleAfterMs }: FreshnessLimit): number {
  const age = Math.max(now.wallMs - feed.asOfWallMs(id), now.monotonicMs - feed.asOfMonotonicMs(id));
  return Math.max(staleAfterMs, feed.freshForMs(id)) - age;
}

/**
 * How long, ms, until the totals change because a source is stale. What a sound one of traffic counted stays beside another
 * that is fresh, so that of them the last one decides.
 */
function unchangedFor(feeds: readonly SourceFeed[], id: number, limit: FreshnessLimit): number {
  let [first, last] = [Infinity, -Infinity];
  for (const feed of feeds) {
    const freshForMs = feed.matched(id) ? freshFor(feed, id, limit) : -1;
    if (freshForMs < 0) continue;
    if (feed.kind === 'traffic' && feed.isSound(id)) last = Math.max(last, freshForMs);
    else first = Math.min(first, freshForMs);
  }
  return last >= 0 ? Math.min(first, last) : first;
}

/**
 * Rule 10: beside a source that is fresh, the counts of one that fell silent stay while they are in the window, with what
 * may have gone on unseen; what it says of its own trouble is nothing to the others. Probes that were not made are missing
 * nowhere: of them only what is fresh counts.
 */
function addStale(feeds: readonly SourceFeed[], id: number, limit: FreshnessLimit, totals: KindTotals): void {
  for (const feed of feeds) {
    if (feed.kind !== 'traffic' || !feed.matched(id) || freshFor(feed, id, limit) >= 0) continue;
    const [requests, failures] = [feed.requests(id), feed.failures(id)];
    if (feed.isSound(id)) {
      totals.requests += requests;
      totals.failures += failures;
    } else {
      totals.maybeSuccesses += requests - failures;
      totals.maybeFailures += failures;
      totals.ambiguous += Math.max(requests - failures, failures);
    }
    if (feed.hasMore) feed.addMore(id, totals);
  }
}

function add(feed: SourceFeed, id: number, totals: KindTotals): void {
  const effect = feed.block(id)?.effect;
  totals.fresh = true;
  totals.requests += feed.requests(id);
  totals.failures += feed.failures(id);
  totals.partial ||= effect === 'partial' || feed.spoiled(id);
  totals.blind ||= effect === 'warming-up';
  totals.suspect ||= effect === 'suspect';
  if (feed.hasMore) feed.addMore(id, totals);
  const minimum = feed.minimum(id);
  if (minimum !== Infinity && (totals.minimum === Infinity || minimum > totals.minimum)) totals.minimum = minimum;
}

function clear(totals: KindTotals): void {
  totals.matched = false;
  totals.fresh = false;
  totals.requests = 0;
  totals.failures = 0;
  totals.clientErrors = 0;
  totals.partial = false;
  totals.maybeSuccesses = 0;
  totals.maybeFailures = 0;
  totals.unwatched = 0;
  totals.unobserved = 0;
  totals.ambiguous = 0;
  totals.blind = false;
  totals.suspect = false;
  totals.minimum = Infinity;
  totals.freshForMs = Infinity;
}
