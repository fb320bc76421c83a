import type { GroupFlow } from './group-flow.js';
import type { GroupHistory } from './group-history.js';

/** What an instance served for one group before it could not be seen any more. */
export interface HoleGroup {
  readonly group: number;
  /** Requests a millisecond. */
  readonly rate: number;
  /** What all instances together served in the same time, requests a millisecond, and shortly before. */
  readonly total: number;
  readonly recent: number;
  /** Its own two pages before. */
  readonly requests: number;
  readonly failures: number;
}

/**
 * A time in which an instance may have served requests that nobody counted.
 * `end`: the rest of a process' life after its last page. `dip`: a page that showed older values. `open`: the instance
 * is in the discovery and does not answer.
 */
export interface Hole {
  kind: 'end' | 'dip' | 'open';
  readonly fromMs: number;
  /** Of which instance it is. */
  readonly flow?: GroupFlow;
  /** Undefined while it lasts. */
  toMs: number | undefined;
  /** The part of the time in which it served, where that is not to be decided. */
  factor: number;
  /** By number. */
  readonly groups: readonly HoleGroup[];
  /** Requests a millisecond over all groups. */
  readonly rate: number;
  /** Its part of what all instances served for these groups. */
  readonly part: number;
  /** The instance restarted shortly before. */
  readonly crashing: boolean;
  /** Which share of what it served goes on unseen: 0 others took over, 1 it serves on; undefined until decided. */
  share: number | undefined;
}

/** Where a hole begins, and ends where that is known; of these groups alone, if they are given. */
export interface HoleSpan {
  readonly kind: Hole['kind'];
  readonly fromMs: number;
  readonly toMs?: number;
  readonly only?: ReadonlySet<number>;
}

/** What was served shortly before a hole tells best what would have been served in it. */
export const RECENT_MS = 90_000;

/** Of the time between the last page of a process and what came next, the part in which it served: on average half. */
export const END_FACTOR = 0.5;

/** A hole that begins at `fromMs`; undefined where the instance served nothing. */
export function holeOf(
  flow: GroupFlow,
  history: GroupHistory,
  about: HoleSpan & { crashing?: boolean; windowMs: number; sinceMs: number },
): Hole | undefined {
  const { kind, fromMs, toMs, crashing = false } = about;
  const beganMs = Math.max(flow.sinceMs, about.sinceMs, fromMs - about.windowMs);
  const recentMs = Math.min(RECENT_MS, fromMs - about.sinceMs);
  const groups: HoleGroup[] = [];
  for (const { group, rate, flow: own } of flow.rates(fromMs)) {
    if (about.only?.has(group) === false) continue;
    const total = fromMs > beganMs ? history.of(group, beganMs, fromMs).requests / (fromMs - beganMs) : 0;
    const requests = own.requests + own.requestsBefore;
    const recent = recentMs > 0 ? history.of(group, fromMs - recentMs, fromMs).requests / recentMs : 0;
    groups.push({ group, rate, total, recent, requests, failures: own.failures + own.failuresBefore });
  }
  if (groups.length === 0) return undefined;
  groups.sort((one, other) => one.group - other.group);
  const sumOf = (part: 'rate' | 'total'): number => groups.reduce((sum, each) => sum + each[part], 0);
  const rate = sumOf('rate');
  const factor = kind === 'end' ? END_FACTOR : 1;
  const part = rate / Math.max(rate, sumOf('total'));
  return { kind, flow, fromMs, toMs, factor, groups, rate, part, crashing, share: undefined };
}

/** Requests a millisecond that the instance served for one group. */
export function rateOf({ groups }: Hole, group: number): number {
  let [low, high] = [0, groups.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (groups[middle]!.group < group) low = middle + 1;
    else high = middle;
  }
  return groups[low]?.group === group ? groups[low]!.rate : 0;
}

/** An instance that ends leaves the discovery so many scrapes later at most. */
const LEAVES_WITHIN_SCRAPES = 5;

/**
 * Ends a hole as the instance leaves the discovery. Soon after it fell silent, that was its end, whatever the others seemed to
 * say meanwhile: load falls when a fleet is made smaller, and nobody takes over.
 */
export function endAtLast(hole: Hole, atMs: number, scrapeMs: number): void {
  const isSoon = atMs - hole.fromMs <= LEAVES_WITHIN_SCRAPES * scrapeMs;
  shutHole(hole, isSoon ? Math.min(atMs, hole.fromMs + 2 * scrapeMs) : atMs, scrapeMs);
}

/** Ends a hole; a short one is filled as the end of a process. */
export function shutHole(hole: Hole, atMs: number, scrapeMs: number): void {
  hole.toMs = atMs;
  if (atMs - hole.fromMs > 2 * scrapeMs + scrapeMs / 3) return;
  hole.kind = 'end';
  hole.factor = END_FACTOR;
}
