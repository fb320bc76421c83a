import { ageMs, type Instant } from '../../platform/clock/clock.js';
import type { CounterChange } from './instance-watch.js';

/** Series of one target that are remembered at most. */
const MAX_SERIES = 500_000;
/** How long a series that is on no page any more is remembered: it may come back with the count it left with. */
const REMEMBERED_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;

interface CounterState {
  value: number;
  scrape: number;
  seenMs: number;
}

/** Why a value adds nothing: its series was on the page before, or there are too many series. */
export type Uncounted = 'duplicate' | 'limit';

/**
 * The counters of one target, and what they gain from scrape to scrape.
 *
 * The first scrape of a target is a baseline, as is the first after a gap longer than the window: lifetime counts
 * are no traffic of the last minutes. From then on a series that appears has counted from zero, and a value that
 * fell has been reset and counted from zero again. A series that was away goes on from the value it left with.
 */
export class SeriesCounters {
  readonly #states = new Map<string, CounterState>();
  #scrape = 0;
  #scrapedAt: Instant | undefined;
  #sweptMs = 0;
  #baseline = true;
  #change = { fallen: 0, held: 0, before: 0, after: 0 };

  constructor(
    private readonly windowMs: number,
    private readonly maximum = MAX_SERIES,
  ) {}

  /** Begins the scrape of a good page at `now`. */
  begin(now: Instant): void {
    this.#baseline = this.#scrapedAt === undefined || ageMs(this.#scrapedAt, now) > this.windowMs;
    if (this.#baseline) this.#states.clear();
    if (this.#states.size >= this.maximum) this.forgetAbsent();
    if (now.monotonicMs - this.#sweptMs >= SWEEP_EVERY_MS) this.#forgetLongAbsent(now.monotonicMs);
    this.#scrapedAt = now;
    this.#scrape++;
    this.#change = { fallen: 0, held: 0, before: 0, after: 0 };
  }

  /** Makes the next scrape a baseline. */
  restart(): void {
    this.#scrapedAt = undefined;
  }

  /** Notes a value, a finite number ≥ 0; gives the whole increase, or why there is none to be had. */
  note(series: string, value: number): number | Uncounted {
    const whole = Math.floor(value);
    const seenMs = this.#scrapedAt!.monotonicMs;
    const state = this.#states.get(series);
    if (!state) {
      if (this.#states.size >= this.maximum) return 'limit';
      this.#states.set(series, { value: whole, scrape: this.#scrape, seenMs });
      return this.#baseline ? 0 : whole;
    }
    if (state.scrape === this.#scrape) return 'duplicate';
    const fell = whole < state.value;
    if (state.scrape === this.#scrape - 1) this.#compare(state.value, whole);
    const increase = fell ? whole : whole - state.value;
    state.value = whole;
    state.scrape = this.#scrape;
    state.seenMs = seenMs;
    return increase;
  }

  /** How the series of this page that were on the last one, too, have changed. */
  get change(): CounterChange {
    return this.#change;
  }

  /** Series remembered. */
  get size(): number {
    return this.#states.size;
  }

  /** Forgets the series that are not on the newest page: should they come back, they have counted from zero. */
  forgetAbsent(): void {
    for (const [series, state] of this.#states) if (state.scrape < this.#scrape) this.#states.delete(series);
  }

  #forgetLongAbsent(nowMs: number): void {
    this.#sweptMs = nowMs;
    for (const [series, state] of this.#states) if (nowMs - state.seenMs > REMEMBERED_MS) this.#states.delete(series);
  }

  #compare(before: number, after: number): void {
    if (after < before) this.#change.fallen++;
    else if (before > 0) this.#change.held++;
    this.#change.before += before;
    this.#change.after += after;
  }
}
