import type { EvidenceKind } from '../sources/evidence.js';
import type { EvidenceWindow } from '../window/evidence-window.js';
import { noTotals } from '../window/kind-totals.js';
import type { SourceFeed } from '../window/source-feed.js';
import type { EvidenceDetail, UncertainCounts } from './heartbeat.js';

/** What every source knows of the base path `id`, in the order of the settings within each kind. */
export function evidenceDetails(window: EvidenceWindow, id: number): EvidenceDetail[] {
  return window.feeds().map((feed) => {
    const problem = problemOf(feed, id);
    return {
      source: feed.name,
      kind: feed.kind,
      requests: feed.requests(id),
      failures: feed.failures(id),
      uncertain: uncertainOf(feed, id),
      ...(feed.matched(id) && { asOfMs: feed.asOfWallMs(id) }),
      ...(problem !== undefined && { problem }),
    };
  });
}

/** Totals of the last minute over all sources of a kind: where a recovery is seen first. */
export function lastMinuteOf(
  window: EvidenceWindow,
  id: number,
  kind: EvidenceKind,
): { requests: number; failures: number } {
  const totals = { requests: 0, failures: 0 };
  for (const feed of window.feeds()) {
    if (feed.kind !== kind) continue;
    const { requests, failures } = feed.lastMinute(id);
    totals.requests += requests;
    totals.failures += failures;
  }
  return totals;
}

function uncertainOf(feed: SourceFeed, id: number): UncertainCounts {
  const totals = noTotals();
  feed.addMore(id, totals);
  return { successes: Math.round(totals.maybeSuccesses), failures: Math.round(totals.maybeFailures) };
}

function problemOf(feed: SourceFeed, id: number): string | undefined {
  const problem = feed.block(id) ?? feed.problem;
  if (problem) return `${problem.code}: ${problem.detail}`;
  return feed.spoiled(id) ? 'bad-data: a value of this base path was not a whole, finite, positive number' : undefined;
}
