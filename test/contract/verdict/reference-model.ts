/**
 * The rule as the documentation tells it, written a second time and on purpose without any code of the product:
 * lists instead of rings, fractions of BigInt instead of scaled numbers, one question after the other.
 */
export interface ModelSample {
  /** The source that tells of it, by its place in the list. */
  readonly source: number;
  /** Wall time of the sample and of its arrival, ms. */
  readonly at: number;
  readonly arrived: number;
  readonly requests: number;
  readonly failures: number;
}

/** What may have happened besides, evenly from `from` to `to` (wall ms); quarters of requests, the time a power of two. */
export interface ModelEstimate {
  readonly source: number;
  readonly from: number;
  readonly to: number;
  readonly successes: number;
  readonly failures: number;
  readonly missing: 'unwatched' | 'unobserved' | 'ambiguous';
  /** Certain until the window begins later than this. */
  readonly after?: number;
}

export interface ModelSource {
  readonly kind: 'traffic' | 'synthetic';
  readonly trouble: 'none' | 'partial' | 'warming-up' | 'suspect';
  /** Up to when its evidence is complete, wall ms, where it tells of the past and estimates. */
  readonly complete?: number;
}

type Row = readonly [row: number, verdict: string];

/** Taken once, as looking a global up is slow in Jest's sandbox. */
const { max, min, trunc } = Math;
const whole = BigInt;

const BUCKET = 10_000;
const WINDOW = 300_000;
/** Estimates are added up in units of this part of a request, in which all of them are exact. */
const UNITS = 4 * 2 ** 18;

const bucketOf = (ms: number): number => trunc(ms / BUCKET);

/** Where the window of a source begins at `now`: with a bucket, or exactly where its evidence is told in arrears. */
function beginningOf({ complete }: ModelSource, now: number): number {
  if (complete === undefined) return (bucketOf(now) + 1) * BUCKET - WINDOW;
  return min(now, max(complete, now - 60_000)) - WINDOW;
}

/** What lies in the window: all that came in later buckets than its first, and of that the part that is inside. */
function certain(samples: readonly ModelSample[], beginning: number, field: 'requests' | 'failures'): bigint {
  const first = bucketOf(beginning);
  let later = 0;
  let edge = 0;
  for (const each of samples) {
    const bucket = bucketOf(min(each.at, each.arrived));
    if (bucket > first) later += each[field];
    else if (bucket === first) edge += each[field];
  }
  return whole(later) + (whole(edge) * whole((first + 1) * BUCKET - beginning)) / whole(BUCKET);
}

/** What may lie in the window, in units. */
function uncertain({ estimates, beginning }: Held, count: (of: ModelEstimate) => number): bigint {
  let units = 0n;
  for (const each of estimates) {
    if (each.after !== undefined && beginning <= each.after) continue;
    const all = whole(count(each) * UNITS);
    if (each.from >= beginning) units += all;
    else if (each.to > beginning) units += (all * whole(each.to - beginning)) / whole(each.to - each.from);
  }
  return units;
}

const nearest = (units: bigint): bigint => (2n * units + whole(UNITS)) / whole(2 * UNITS);

/** What one source holds of a base path. */
interface Held {
  readonly source: ModelSource;
  readonly samples: readonly ModelSample[];
  readonly estimates: readonly ModelEstimate[];
  readonly beginning: number;
  readonly fresh: boolean;
}

function held(scene: ModelScene, source: ModelSource, now: number): Held | undefined {
  const own = scene.sources.indexOf(source);
  const samples = scene.samples.filter(
    (each) =>
      each.source === own &&
      each.at <= each.arrived + 10_000 &&
      bucketOf(each.at) >= bucketOf(beginningOf(source, each.arrived)),
  );
  if (samples.length === 0) return undefined;
  const estimates = scene.estimates.filter((each) => each.source === own);
  const fresh = now - max(...samples.map((each) => min(each.at, each.arrived))) <= 90_000;
  return { source, samples, estimates, beginning: beginningOf(source, now), fresh };
}

function rowOf(scene: ModelScene, kind: ModelSource['kind'], now: number): Row {
  const all = scene.sources.flatMap((each) => (each.kind === kind ? (held(scene, each, now) ?? []) : []));
  if (all.length === 0) return [1, 'UNKNOWN no-data'];
  const fresh = all.filter((each) => each.fresh);
  if (fresh.length === 0) return [2, 'UNKNOWN stale-source'];
  const troubles = fresh.map(({ source }) => source.trouble);
  if (troubles.includes('partial')) return [3, 'UNKNOWN partial-source'];
  if (troubles.includes('suspect')) return [4, 'UNKNOWN prober-suspect'];
  // Anything may have happened that was not watched: no number is below a minimum, and no ratio is sure.
  if (troubles.includes('warming-up')) return [9, 'UNKNOWN warming-up'];

  // Beside a source that is fresh, what one that fell silent counted stays; probes that are stale are out.
  const counting = kind === 'traffic' ? all : fresh;
  const sum = (of: (each: Held) => bigint): bigint => counting.reduce((total, each) => total + of(each), 0n);
  const requests = sum((each) => certain(each.samples, each.beginning, 'requests'));
  const failures = sum((each) => certain(each.samples, each.beginning, 'failures'));
  const moreSuccesses = nearest(sum((each) => uncertain(each, ({ successes }) => successes)));
  const moreFailures = nearest(sum((each) => uncertain(each, (guess) => guess.failures)));
  const most = requests + (moreSuccesses > moreFailures ? moreSuccesses : moreFailures);
  if (most === 0n) return [5, 'UNKNOWN no-traffic'];
  if (most < 10n) return [6, 'UNKNOWN too-few-requests'];
  const successes = requests - failures;
  const reached = requests >= 10n;
  if (reached && successes * 100n >= 90n * (requests + moreFailures)) return [7, 'UP success-ratio'];
  if (reached && (successes + moreSuccesses) * 100n < 90n * (requests + moreSuccesses))
    return [8, 'DOWN success-ratio'];

  const lacking = (what: ModelEstimate['missing']): bigint =>
    sum((each) => uncertain(each, (guess) => (guess.missing === what ? max(guess.successes, guess.failures) : 0)));
  const [unwatched, unobserved, ambiguous] = [lacking('unwatched'), lacking('unobserved'), lacking('ambiguous')];
  if (ambiguous > unwatched && ambiguous > unobserved) return [9, 'UNKNOWN uncertain-counts'];
  return [9, unobserved > unwatched ? 'UNKNOWN partial-source' : 'UNKNOWN warming-up'];
}

/** Samples and estimates of one base path. */
export interface ModelScene {
  readonly samples: readonly ModelSample[];
  readonly estimates: readonly ModelEstimate[];
  readonly sources: readonly ModelSource[];
}

/** `STATUS reason` of one base path at `now` (wall ms), window 5 min in 30 buckets, stale after 90 s, minimum 10. */
export function modelVerdict(scene: ModelScene, now: number): string {
  const [traffic, synthetic] = [rowOf(scene, 'traffic', now), rowOf(scene, 'synthetic', now)];
  const decided = [traffic, synthetic].find(([, verdict]) => !verdict.startsWith('UNKNOWN'));
  if (decided) return decided[1];
  return synthetic[0] > traffic[0] ? synthetic[1] : traffic[1];
}
