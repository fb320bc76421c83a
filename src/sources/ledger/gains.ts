import { FAILURE, takesPart } from './counter-page.js';
import { DoubtfulGains, type IsTold } from './doubtful-gains.js';
import { GainColumns, type Gain } from './gain-columns.js';
import type { GroupEstimate } from './group-estimate.js';
import type { GroupFlow } from './group-flow.js';
import type { GroupHistory } from './group-history.js';

/** What was gained for sure since it was taken last; where it took more than two scrapes, both times are the earlier one. */
export type CertainGain = Gain;

/** Gains by the instance that they are of. */
export type GainsByFlow = ReadonlyMap<GroupFlow | undefined, GainColumns>;

/** Everything is to be told. */
export const ALL_TOLD: IsTold = () => true;

/** Gains that are doubtful for one window. */
export class Gains {
  #certain = new Map<GroupFlow | undefined, GainColumns>();
  readonly #doubtful = new DoubtfulGains();
  #of: GroupFlow | undefined;

  constructor(
    private readonly history: GroupHistory,
    private readonly options: { readonly scrapeMs: number; readonly bucketMs: number },
  ) {}

  /** What comes now is of this instance. */
  begin(of: GroupFlow): void {
    this.#of = of;
  }

  /** Requests that took place. Over more than two scrapes they are certain only while all of that time lies in the window. */
  certain(gain: Gain, flow?: GroupFlow): void {
    const { group, counted, gained, fromMs, toMs } = gain;
    if (gained <= 0) return;
    flow?.add(group, counted, gained, true);
    this.history.add(group, counted, gained, gain);
    const isShort = toMs - fromMs <= 2 * this.options.scrapeMs + 2_000;
    this.#ofNow.add(isShort ? gain : { group, counted, gained, fromMs, toMs: fromMs });
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
    const counts = { successes: count, failures: count, missing: 'unobserved' } as const;
    this.#doubtful.add(group, { ...span, ...counts }, this.#of);
  }

  /** What was gained for sure since the last call. */
  take(): readonly CertainGain[] {
    return [...this.takeByFlow().values()].flatMap((gains) => [...gains]);
  }

  /** The same, by the instance that gained it. */
  takeByFlow(): GainsByFlow {
    const taken = this.#certain;
    this.#certain = new Map();
    return taken;
  }

  /** What is doubtful in the window that begins at `sinceMs`, as far as it is told; what lies before it is forgotten. */
  *estimates(sinceMs: number, isTold = ALL_TOLD): Generator<GroupEstimate> {
    this.#doubtful.forget(sinceMs);
    yield* this.#doubtful.told(isTold);
  }

  get #ofNow(): GainColumns {
    const known = this.#certain.get(this.#of);
    if (known) return known;
    const columns = new GainColumns();
    this.#certain.set(this.#of, columns);
    return columns;
  }

  #doubt({ group, counted, gained }: Gain, atMs: number, afterMs = -Infinity): void {
    if (!takesPart(counted)) return;
    const [successes, failures] = counted === FAILURE ? [0, gained] : [gained, 0];
    this.#doubtful.add(
      group,
      { fromMs: atMs, toMs: atMs, afterMs, successes, failures, missing: 'ambiguous' },
      this.#of,
    );
  }
}
