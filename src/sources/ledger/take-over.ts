import type { Hole } from './hole.js';
import type { GroupHistory } from './group-history.js';
import type { Findings } from './ledger-options.js';

/** How far before a hole is looked for what was served then, and how far after. */
const BEFORE_MS = 240_000;
const AFTER_MS = 300_000;
/** Traffic changes by about so much within minutes, without anybody's doing. */
const DRIFT = 0.03;
/** Standard deviations of doubt: one-sided 95 %, and two-sided 95 %. */
const SURE = 1.64;
const VERY_SURE = 2;

/** What is known when the share of a hole is asked for. */
export interface TakeOverContext {
  readonly holes: readonly Hole[];
  readonly history: GroupHistory;
  readonly findings: Findings;
  readonly scrapeMs: number;
  /** When the ledger began, wall ms. */
  readonly beganMs: number;
  /** The oldest newest page of the instances that answer, wall ms; undefined where none does. */
  readonly observedToMs: number | undefined;
}

/**
 * Which share of what an unobserved instance served goes on unseen. Decided once per hole, over all groups together: the
 * others gained what it served (it is dead), or they did not (it serves on). What is compared is requests in seconds,
 * with the standard deviation of counts, and of a drift of the traffic.
 */
export function unseenShare(hole: Hole, context: TakeOverContext): number {
  if (hole.share !== undefined) return hole.share;
  const spans = spansOf(hole, context);
  const lost = lostRate(hole, context);
  if (spans === undefined || lost <= 0) return 1;
  if (hole.crashing) return (hole.share = 0);
  return decide(hole, context, { ...spans, ...takenOver(hole, context, { ...spans, lost }) });
}

/** How long is compared before the hole and within it, ms; undefined while that is too short. */
interface Spans {
  readonly beforeMs: number;
  readonly afterMs: number;
}

function spansOf(hole: Hole, { scrapeMs, beganMs, observedToMs }: TakeOverContext): Spans | undefined {
  const beforeMs = Math.min(BEFORE_MS, hole.fromMs - beganMs);
  if (beforeMs < scrapeMs || observedToMs === undefined) return undefined;
  const untilMs = Math.min(observedToMs, hole.toMs ?? Infinity, hole.fromMs + AFTER_MS);
  const afterMs = untilMs - startOf(hole, scrapeMs);
  return afterMs < scrapeMs * 0.9 ? undefined : { beforeMs, afterMs };
}

/** An instance that ended did so half a scrape after its last page, on average. */
function startOf({ fromMs }: Hole, scrapeMs: number): number {
  return fromMs + scrapeMs / 2;
}

/** What all served, requests a millisecond, that fell silent within a scrape of this one. */
function lostRate({ fromMs }: Hole, { holes, scrapeMs }: TakeOverContext): number {
  return holes
    .filter((each) => each.kind === 'open' && Math.abs(each.fromMs - fromMs) <= scrapeMs)
    .reduce((sum, each) => sum + each.rate, 0);
}

/** The part of what was lost that the others gained, and its standard deviation. */
function takenOver(
  hole: Hole,
  { history, scrapeMs }: TakeOverContext,
  { beforeMs, afterMs, lost }: Spans & { lost: number },
): { taken: number; deviation: number } {
  const startMs = startOf(hole, scrapeMs);
  const total = history.ofAll(hole.fromMs - beforeMs, hole.fromMs) / beforeMs;
  const after = history.ofAll(startMs, startMs + afterMs) / afterMs;
  const taken = (after - Math.max(0, total - lost)) / lost;
  const deviation = Math.sqrt(after / afterMs + total / beforeMs + (DRIFT * total) ** 2) / lost;
  return { taken, deviation };
}

function decide(
  hole: Hole,
  { findings, scrapeMs }: TakeOverContext,
  { taken, deviation, afterMs }: { taken: number; deviation: number; afterMs: number },
): number {
  if (taken > 0.5 && taken - SURE * deviation > 0.1) {
    findings.note('taken-over');
    return (hole.share = 0);
  }
  if (taken < 0.4 && taken + VERY_SURE * deviation < 0.75 && afterMs >= 1.5 * scrapeMs) {
    findings.note('serves-unobserved');
    return (hole.share = 1);
  }
  const share = Math.max(0, Math.min(1, 1 - taken + deviation));
  if (afterMs >= AFTER_MS - scrapeMs) hole.share = share;
  return share;
}
