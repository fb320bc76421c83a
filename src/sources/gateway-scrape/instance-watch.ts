import { ageMs, type Instant } from '../../platform/clock/clock.js';

/** Fewer requests than this, in all counters together, decide nothing. */
const LEAST_REQUESTS = 100;
/** Share of the counters that fall in a restart, at least. */
const LEAST_FALLEN = 0.1;
/** What a restart leaves of the sum, at most. */
const MOST_LEFT = 0.5;
/** A jump is told from traffic by being so many times as steep as all that was seen before. */
const STEEPER = 10;
/** A rise to be wary of, as a share of the sum that was there before it fell. */
const WARY = 0.25;
/** An address that led to several instances is suspected for so long. */
const SUSPECTED_MS = 24 * 3_600_000;

/** How the counters that were on the last page, too, have changed since. */
export interface CounterChange {
  /** How many fell, and how many of those that had counted anything did not. */
  readonly fallen: number;
  readonly held: number;
  /** Their sums. */
  readonly before: number;
  readonly after: number;
}

/** What answered: the instance of the last time, the same after a restart, or, as it seems, another one. */
export type Answering = 'same' | 'restarted' | 'another';

/**
 * Notices an address behind which several instances answer in turn: to take their differences for traffic would be to
 * count lifetimes. They give themselves away in two ways. Counters fall, yet most of the sum is still there, while a
 * restart leaves next to nothing. Or the sum falls as in a restart, and then jumps back to where it was.
 */
export class InstanceWatch {
  #fellFrom = Infinity;
  #steepest = 0;
  #lastAt: Instant | undefined;
  #anotherAt: Instant | undefined;

  constructor(private readonly windowMs: number) {}

  /** Looks at a page, as compared with the one before. */
  look(change: CounterChange, now: Instant): Answering {
    const tookMs = this.#lastAt === undefined ? 0 : Math.max(1, ageMs(this.#lastAt, now));
    this.#lastAt = now;
    const fell = change.fallen > LEAST_FALLEN * (change.fallen + change.held);
    const answering = fell ? this.#fall(change, now) : this.#rise(change, tookMs);
    if (answering === 'another') this.#anotherAt = now;
    return answering;
  }

  /** Whether counts of the last window may be those of several instances mixed up. */
  isMixed(now: Instant): boolean {
    return this.#anotherWithin(this.windowMs, now);
  }

  #fall({ before, after }: CounterChange, now: Instant): Answering {
    this.#fellFrom = before;
    const muchIsLeft = before >= LEAST_REQUESTS && after > MOST_LEFT * before;
    return muchIsLeft || this.#anotherWithin(SUSPECTED_MS, now) ? 'another' : 'restarted';
  }

  #rise({ before, after }: CounterChange, tookMs: number): Answering {
    const gained = after - before;
    const steepness = tookMs === 0 ? 0 : gained / tookMs;
    const steep = gained >= LEAST_REQUESTS && steepness > STEEPER * this.#steepest;
    if (steep && after >= this.#fellFrom) return 'another';
    if (!(steep && gained >= WARY * this.#fellFrom)) this.#steepest = Math.max(this.#steepest, steepness);
    return 'same';
  }

  #anotherWithin(durationMs: number, now: Instant): boolean {
    return this.#anotherAt !== undefined && ageMs(this.#anotherAt, now) <= durationMs;
  }
}
