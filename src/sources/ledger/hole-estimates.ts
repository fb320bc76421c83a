import type { GroupEstimate } from './group-estimate.js';
import { END_FACTOR, type Hole, type HoleGroup } from './hole.js';
import { failureShares } from './hole-outcomes.js';
import type { LedgerState } from './ledger-state.js';
import { Silence } from './silence.js';
import { unseenShare } from './take-over.js';

/** A part of a hole that is taken to have been served, and how. */
interface Span {
  readonly hole: Hole;
  readonly fromMs: number;
  readonly toMs: number;
  readonly factor: number;
  /** Filled with the outcomes seen beside it; else as outcomes that nobody knows. */
  readonly isShort: boolean;
}

/** Rules 6 and 7: what may have been served in the holes of the window that ends at `nowMs`. */
export function* holeEstimates(state: LedgerState, nowMs: number): Generator<GroupEstimate> {
  const silence = new Silence(state);
  const about = { nowMs, observedToMs: observedTo(state, silence), heardMs: silence.heardMs };
  const spans = state.holes.list().flatMap((hole) => spanOf(state, hole, about) ?? []);
  const unknown = new Map<number, { span: Span; group: HoleGroup }[]>();
  for (const span of spans) {
    for (const group of span.hole.groups) {
      if (span.isShort) yield shortEstimate(state, span, group);
      else if (span.hole.share === 1) yield unknownEstimate(span, group, wanted(span, group));
      else unknown.set(group.group, [...(unknown.get(group.group) ?? []), { span, group }]);
    }
  }
  for (const parts of unknown.values()) yield* undecidedEstimates(state, parts);
}

/** The oldest newest page of the instances that answer: up to there the others can be compared. */
function observedTo({ instances }: LedgerState, silence: Silence): number | undefined {
  let oldestMs: number | undefined;
  for (const account of instances.values()) {
    const { lastMs, goneMs, openHole } = account;
    if (lastMs === undefined || goneMs !== undefined || openHole || silence.has(account)) continue;
    oldestMs = Math.min(oldestMs ?? Infinity, lastMs);
  }
  return oldestMs;
}

function spanOf(
  state: LedgerState,
  hole: Hole,
  { nowMs, observedToMs, heardMs }: { nowMs: number; observedToMs: number | undefined; heardMs: number },
): Span | undefined {
  const { scrapeMs, goneAfterMs, windowMs } = state.options;
  const untilMs = observedToMs ?? heardMs;
  const fromMs = Math.max(hole.fromMs, nowMs - windowMs);
  const span = (toMs: number, factor: number, isShort: boolean): Span | undefined =>
    toMs > fromMs ? { hole, fromMs, toMs, factor, isShort } : undefined;
  const endMs = Math.min(hole.toMs ?? Infinity, untilMs, hole.fromMs + goneAfterMs);
  if (hole.kind !== 'open') return span(endMs, hole.factor, true);
  const { holes, history, findings, beganMs } = state;
  const context = { holes: holes.list(), history, findings, scrapeMs, beganMs, observedToMs };
  const share = unseenShare(hole, context);
  const isFresh = hole.share === undefined && heardMs - hole.fromMs <= 2.3 * scrapeMs;
  if (isFresh) return span(endMs, 1, true);
  if (share === 0) return span(Math.min(endMs, hole.fromMs + scrapeMs), END_FACTOR, true);
  return span(endMs, share, false);
}

function wanted({ fromMs, toMs, factor }: Span, { rate }: HoleGroup): number {
  return rate * (toMs - fromMs) * factor;
}

/** Rule 7: filled with the outcomes seen beside it. */
function shortEstimate(state: LedgerState, span: Span, group: HoleGroup): GroupEstimate {
  const { history, options } = state;
  const { fromMs, toMs } = span;
  const hole = { fromMs: span.hole.fromMs, toMs };
  const { highest, lowest } = failureShares(group, hole, { history, scrapeMs: options.scrapeMs });
  const requests = wanted(span, group);
  const [successes, failures] = [requests * (1 - lowest), requests * 1 * highest];
  return { group: group.group, fromMs, toMs, successes, failures, missing: 'unobserved' };
}

function unknownEstimate({ fromMs, toMs }: Span, { group }: HoleGroup, requests: number): GroupEstimate {
  return { group, fromMs, toMs, successes: requests, failures: requests, missing: 'unobserved' };
}

/**
 * Holes of one group that overlap, of which it is not decided whether the instances serve on: no more can be missing
 * than all of them served before less what was seen meanwhile.
 */
function* undecidedEstimates(
  { history }: LedgerState,
  parts: { span: Span; group: HoleGroup }[],
): Generator<GroupEstimate> {
  const sorted = parts.toSorted((one, other) => one.span.fromMs - other.span.fromMs);
  for (let first = 0; first < sorted.length;) {
    const { span, group } = sorted[first]!;
    let [next, toMs, requests] = [first, span.toMs, 0];
    for (; next < sorted.length && sorted[next]!.span.fromMs <= toMs; next++) {
      toMs = Math.max(toMs, sorted[next]!.span.toMs);
      requests += wanted(sorted[next]!.span, sorted[next]!.group);
    }
    const seen = history.of(group.group, span.fromMs, toMs).requests;
    const missing = Math.max(0, Math.min(requests, group.total * (toMs - span.fromMs) - seen));
    if (missing > 0) yield unknownEstimate({ ...span, toMs }, group, missing);
    first = next;
  }
}
