import type { IsTold } from './doubtful-gains.js';
import type { GroupEstimate } from './group-estimate.js';
import { END_FACTOR, rateOf, type Hole, type HoleGroup } from './hole.js';
import { failureShares } from './hole-outcomes.js';
import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import { Silence } from './silence.js';
import { unseenShare, type TakeOverContext } from './take-over.js';

/** A time just after a page. */
const NEXT_MS = 1;
/** Where less of the traffic is seen than this, it tells nothing of what is not. */
const LEAST_SEEN = 0.1;

/** A part of a hole that is taken to have been served, and how. */
interface Span {
  readonly hole: Hole;
  readonly fromMs: number;
  readonly toMs: number;
  readonly factor: number;
  /** Filled with the outcomes seen beside it; else as outcomes that nobody knows. */
  readonly isShort: boolean;
}

/** Rules 6 and 7: what may have been served in the holes of the window that ends at `nowMs`, as far as it is told. */
export function* holeEstimates(state: LedgerState, nowMs: number, isTold: IsTold): Generator<GroupEstimate> {
  const silence = new Silence(state);
  const observed = [...state.instances.values()].filter((each) => isObserved(each, silence));
  const context = contextOf(state, observed);
  const about = { nowMs, context, heardMs: silence.heardMs };
  const told = state.holes.list().filter(({ flow, fromMs }) => isTold(flow, fromMs + NEXT_MS));
  const spans = told.flatMap((hole) => spanOf(state, hole, about) ?? []);
  const serving = spans.filter(({ isShort, hole }) => !isShort && hole.share === 1);
  const unknown = new Map<number, { span: Span; group: HoleGroup }[]>();
  for (const span of spans) {
    if (serving.includes(span)) continue;
    for (const group of span.hole.groups)
      if (span.isShort) yield shortEstimate(state, span, group);
      else unknown.set(group.group, [...(unknown.get(group.group) ?? []), { span, group }]);
  }
  for (const span of serving) yield* servingEstimates(state, span, { serving, observed });
  const perhaps = spans.filter(({ hole }) => hole.kind === 'open' && hole.share !== 0);
  for (const span of perhaps) if (!serving.includes(span)) yield* resumedEstimates(state, span, { perhaps, observed });
  for (const parts of unknown.values()) yield* undecidedEstimates(state, parts);
}

function isObserved(account: InstanceAccount, silence: Silence): boolean {
  const { lastMs, goneMs, openHole } = account;
  return lastMs !== undefined && goneMs === undefined && !openHole && !silence.has(account);
}

/** What the others tell; they can be compared up to the oldest of their newest pages. */
function contextOf(
  { holes, history, findings, beganMs, options }: LedgerState,
  observed: readonly InstanceAccount[],
): TakeOverContext {
  const observedToMs = observed.length === 0 ? undefined : Math.min(...observed.map(({ lastMs }) => lastMs!));
  return { holes: holes.list(), history, findings, scrapeMs: options.scrapeMs, beganMs, observedToMs };
}

function spanOf(
  state: LedgerState,
  hole: Hole,
  { nowMs, context, heardMs }: { nowMs: number; context: TakeOverContext; heardMs: number },
): Span | undefined {
  const { scrapeMs, goneAfterMs, windowMs } = state.options;
  const untilMs = context.observedToMs ?? heardMs;
  const fromMs = Math.max(hole.fromMs, nowMs - windowMs);
  const span = (toMs: number, factor: number, isShort: boolean): Span | undefined =>
    toMs > fromMs ? { hole, fromMs, toMs, factor, isShort } : undefined;
  const endMs = Math.min(hole.toMs ?? Infinity, untilMs, hole.fromMs + goneAfterMs);
  if (hole.kind !== 'open') return span(endMs, hole.factor, true);
  const share = unseenShare(hole, context);
  const isFresh = hole.share === undefined && heardMs - hole.fromMs <= 2.3 * scrapeMs;
  if (isFresh) return span(endMs, 1, true);
  if (share === 0) return span(Math.min(endMs, hole.fromMs + scrapeMs), END_FACTOR, true);
  return span(endMs, share, false);
}

function wanted({ fromMs, toMs, factor }: Span, { rate }: HoleGroup): number {
  return rate * (toMs - fromMs) * factor;
}

/** How many times as much as before is served beside a hole, where that is more than all served. */
function busier({ fromMs, toMs }: Span, { group, total }: HoleGroup, { history }: LedgerState): number {
  return total > 0 ? Math.max(1, history.of(group, fromMs, toMs).requests / (total * (toMs - fromMs))) : 1;
}

/** Rule 7: filled with the outcomes seen beside it. */
function shortEstimate(state: LedgerState, span: Span, group: HoleGroup): GroupEstimate {
  const { history, options } = state;
  const { fromMs, toMs } = span;
  const hole = { fromMs: span.hole.fromMs, toMs };
  const { highest, lowest } = failureShares(group, hole, { history, scrapeMs: options.scrapeMs });
  const requests = wanted(span, group) * busier(span, group, state);
  const [successes, failures] = [requests * (1 - lowest), requests * 1 * highest];
  return { group: group.group, fromMs, toMs, successes, failures, missing: 'unobserved' };
}

/**
 * An instance that serves on serves what it did before and, where the others serve more since, or another group, its part
 * of that.
 */
function* servingEstimates(
  { history }: LedgerState,
  span: Span,
  { serving, observed }: { serving: readonly Span[]; observed: readonly InstanceAccount[] },
): Generator<GroupEstimate> {
  const { hole, fromMs, toMs } = span;
  const beside = partBeside(span, serving);
  const groups = new Set(hole.groups.map(({ group }) => group));
  if (beside > 0)
    for (const { flow, lastMs } of observed) for (const { group } of flow.rates(lastMs!)) groups.add(group);
  for (const group of groups) {
    const served = rateOf(hole, group) * (toMs - fromMs);
    const requests = beside > 0 ? Math.max(served, beside * history.of(group, fromMs, toMs).requests) : served;
    if (requests > 0) yield unknownEstimate(span, group, requests);
  }
}

/** Where it is not decided, what others serve that served nothing before: perhaps the instance serves its part of it. */
function* resumedEstimates(
  { history }: LedgerState,
  span: Span,
  { perhaps, observed }: { perhaps: readonly Span[]; observed: readonly InstanceAccount[] },
): Generator<GroupEstimate> {
  const { hole, fromMs, toMs } = span;
  const beside = span.factor * partBeside(span, perhaps);
  if (beside <= 0) return;
  const groups = new Set<number>();
  for (const { flow, lastMs } of observed) for (const { group } of flow.rates(lastMs!)) groups.add(group);
  for (const { group } of hole.groups) groups.delete(group);
  for (const group of groups) {
    const requests = beside * history.of(group, fromMs, toMs).requests;
    if (requests > 0) yield unknownEstimate(span, group, requests);
  }
}

/** What an instance serves for each request that is seen; 0 where hardly any is, as the others serve something else. */
function partBeside({ hole, fromMs, toMs }: Span, serving: readonly Span[]): number {
  const meanwhile = serving.filter((other) => other.fromMs < toMs && fromMs < other.toMs);
  const seen = 1 - meanwhile.reduce((sum, other) => sum + other.hole.part, 0);
  return seen < LEAST_SEEN ? 0 : hole.part / seen;
}

function unknownEstimate({ fromMs, toMs }: Span, group: number, requests: number): GroupEstimate {
  return { group, fromMs, toMs, successes: requests, failures: requests, missing: 'unobserved' };
}

/**
 * Holes of one group that overlap, of which it is not decided whether the instances serve on: no more can be missing
 * than all of them served before less what was seen meanwhile, and no less than what each served if it ended.
 */
function* undecidedEstimates(
  { history, options }: LedgerState,
  parts: { span: Span; group: HoleGroup }[],
): Generator<GroupEstimate> {
  const sorted = parts.toSorted((one, other) => one.span.fromMs - other.span.fromMs);
  for (let first = 0; first < sorted.length;) {
    const { span, group } = sorted[first]!;
    let [next, toMs, requests, least] = [first, span.toMs, 0, 0];
    for (; next < sorted.length && sorted[next]!.span.fromMs <= toMs; next++) {
      toMs = Math.max(toMs, sorted[next]!.span.toMs);
      requests += wanted(sorted[next]!.span, sorted[next]!.group);
      least += atItsEnd(sorted[next]!.span, sorted[next]!.group, options.scrapeMs);
    }
    const seen = history.of(group.group, span.fromMs, toMs).requests;
    const missing = Math.max(least, Math.min(requests, group.total * (toMs - span.fromMs) - seen));
    if (missing > 0) yield unknownEstimate({ ...span, toMs }, group.group, missing);
    first = next;
  }
}

/** What an instance served after its last page if it ended. */
function atItsEnd({ hole, fromMs, toMs }: Span, { rate }: HoleGroup, scrapeMs: number): number {
  return fromMs > hole.fromMs ? 0 : rate * Math.min(scrapeMs, toMs - fromMs) * END_FACTOR;
}
