import { FAILURE, takesPart } from './counter-page.js';
import type { GroupEstimate } from './group-estimate.js';
import type { GroupFlow } from './group-flow.js';
import type { GroupHistory } from './group-history.js';

/** What a series gained, and in which time. */
export interface Gain {
  readonly group: number;
  readonly counted: number;
  readonly gained: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was gained for sure since it was taken last; where it took more than two scrapes, both times are the earlier one. */
export type CertainGain = Gain;

/** Gains that are doubtful for one window. */
export class Gains {
  #certain: CertainGain[] = [];
  #doubtful: GroupEstimate[] = [];

  constructor(
    private readonly history: GroupHistory,
    private readonly options: { readonly scrapeMs: number; readonly bucketMs: number },
  ) {}

  /** Requests that took place. Over more than two scrapes they are certain only while all of that time lies in the window. */
  certain(gain: Gain, flow?: GroupFlow): void {
    const { group, counted, gained, fromMs, toMs } = gain;
    if (gained <= 0) return;
    flow?.add(group, counted, gained, true);
    this.history.add(group, counted, gained, gain);
    const isShort = toMs - fromMs <= 2 * this.options.scrapeMs + 2_000;
    this.#certain.push(isShort ? gain : { group, counted, gained, fromMs, toMs: fromMs });
    // The bucket that it is counted in leaves the window bit by bit.
    const { bucketMs } = this.options;
    if (!isShort) this.#doubt(gain, toMs, Math.floor(fromMs / bucketMs) * bucketMs);
  }

  /** Requests that may have taken place, or may be nothing but a counter's caprice. */
  doubtful(gain: Gain, flow?: GroupFlow): void {
    if (gain.gained <= 0) return;
    flow?.add(gain.group, gain.counted, gain.gained, false);
    this.#doubt(gain, gain.toMs);
  }

  /** Requests of a group that may have taken place and were not counted. */
  lost(group: number, count: number, span: { readonly fromMs: number; readonly toMs: number }): void {
    this.#doubtful.push({ group, ...span, successes: count, failures: count, missing: 'unobserved' });
  }

  /** What was gained for sure since the last call. */
  take(): readonly CertainGain[] {
    const taken = this.#certain;
    this.#certain = [];
    return taken;
  }

  /** What is doubtful in the window that begins at `sinceMs`; what lies before it is forgotten. */
  *estimates(sinceMs: number): Generator<GroupEstimate> {
    if (this.#doubtful.some((each) => each.toMs < sinceMs))
      this.#doubtful = this.#doubtful.filter((each) => each.toMs >= sinceMs);
    yield* this.#doubtful;
  }

  #doubt({ group, counted, gained }: Gain, atMs: number, afterMs?: number): void {
    if (!takesPart(counted)) return;
    const [successes, failures] = counted === FAILURE ? [0, gained] : [gained, 0];
    const since = afterMs === undefined ? {} : { afterMs };
    this.#doubtful.push({ group, fromMs: atMs, toMs: atMs, successes, failures, missing: 'ambiguous', ...since });
  }
}
