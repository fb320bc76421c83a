import type { GroupHistory } from './group-history.js';
import { RECENT_MS, rateOf, type Hole } from './hole.js';
import type { Findings } from './ledger-options.js';

/** How far after the beginning of a hole is looked for what was served then. */
const AFTER_MS = 300_000;
/** Base paths that are asked, the busiest. */
const ASKED = 64;
/** Traffic changes by about so much within minutes, without anybody's doing: that of all base paths, and of each by itself. */
const DRIFT = 0.05;
const OWN_DRIFT = 0.05;
/** Drifts that are tried, in standard deviations, and how likely each is. */
const DRIFTS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2].map((z) => ({
  times: Math.exp(DRIFT * z),
  weight: -(z ** 2) / 2,
}));
/** So many base paths do something of their own meanwhile, as a storm, or a time without requests. */
const ODD = 0.15;
/** What they do then is anything up to so many times what was served before. */
const ODD_TIMES = 4;
/** A thing is sure when the odds are twenty to one. */
const SURE = Math.log(20);

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
 * Which share of what an unobserved instance served goes on unseen. Decided once per hole, over its busiest base paths
 * together: the others gained what it served (it is dead), or they did not (it serves on). Until that is sure, the share
 * is how likely it is that it serves on.
 */
export function unseenShare(hole: Hole, context: TakeOverContext): number {
  if (hole.share !== undefined) return hole.share;
  const spans = spansOf(hole, context);
  if (spans === undefined) return 1;
  if (hole.crashing) return (hole.share = 0);
  const { findings, scrapeMs } = context;
  const odds = oddsOfDeath(hole, context, spans);
  if (odds > SURE) {
    findings.note('taken-over');
    return (hole.share = 0);
  }
  if (odds < -SURE && spans.afterMs >= 1.5 * scrapeMs) {
    findings.note('serves-unobserved');
    return (hole.share = 1);
  }
  const share = 1 / (1 + Math.exp(odds));
  if (spans.afterMs >= AFTER_MS - scrapeMs) hole.share = share;
  return share;
}

/** How long is compared before the hole and within it, ms; undefined while that is too short. */
interface Spans {
  readonly beforeMs: number;
  readonly afterMs: number;
}

function spansOf(hole: Hole, { scrapeMs, beganMs, observedToMs }: TakeOverContext): Spans | undefined {
  const beforeMs = Math.min(RECENT_MS, hole.fromMs - beganMs);
  if (beforeMs < scrapeMs || observedToMs === undefined) return undefined;
  const untilMs = Math.min(observedToMs, hole.toMs ?? Infinity, hole.fromMs + AFTER_MS);
  const afterMs = untilMs - startOf(hole, scrapeMs);
  return afterMs < scrapeMs * 0.9 ? undefined : { beforeMs, afterMs };
}

/** An instance that ended did so half a scrape after its last page, on average. */
function startOf({ fromMs }: Hole, scrapeMs: number): number {
  return fromMs + scrapeMs / 2;
}

/** What the others served of one base path, and what they would have served if the instance were dead, or served on. */
interface Testimony {
  readonly seen: number;
  readonly ifDead: number;
  readonly ifServing: number;
}

/** The logarithm of the odds that the instance is dead, after the traffic of each base path, whatever all of it drifts by. */
function oddsOfDeath(hole: Hole, context: TakeOverContext, spans: Spans): number {
  const testimonies = testimoniesOf(hole, context, spans);
  const longer = spans.afterMs / spans.beforeMs;
  const of = (expected: (each: Testimony) => number): number =>
    logOfSum(
      DRIFTS.map(({ times, weight }) =>
        testimonies.reduce((sum, each) => sum + likelihood(each, times * expected(each), longer), weight),
      ),
    );
  return of(({ ifDead }) => ifDead) - of(({ ifServing }) => ifServing);
}

/** What is lost is what all served together that fell silent within a scrape of the hole. */
function testimoniesOf(hole: Hole, { holes, history, scrapeMs }: TakeOverContext, { afterMs }: Spans): Testimony[] {
  const startMs = startOf(hole, scrapeMs);
  const together = holes.filter((each) => each.kind === 'open' && Math.abs(each.fromMs - hole.fromMs) <= scrapeMs);
  const busiest = hole.groups.toSorted((one, other) => other.rate - one.rate).slice(0, ASKED);
  return busiest.map(({ group, total, recent }) => {
    const lost = together.reduce((sum, each) => sum + rateOf(each, group), 0);
    const ifDead = recent * afterMs;
    const ifServing = ifDead * (total > 0 ? Math.max(0, 1 - lost / total) : 1);
    return { seen: history.of(group, startMs, startMs + afterMs).requests, ifDead, ifServing };
  });
}

/**
 * The logarithm of how likely so many requests are where others were expected, up to what is the same for all: counts vary,
 * those of before did too, and some base paths do anything.
 */
function likelihood({ seen, ifDead }: Testimony, expected: number, longer: number): number {
  const variance = 1 + expected * (1 + longer) + (OWN_DRIFT * expected) ** 2;
  const density = Math.exp(-((seen - expected) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  return Math.log((1 - ODD) * density * (ODD_TIMES * (ifDead + 1)) + ODD);
}

function logOfSum(logarithms: readonly number[]): number {
  const most = Math.max(...logarithms);
  return most + Math.log(logarithms.reduce((sum, each) => sum + Math.exp(each - most), 0));
}
