import type { Instant } from '../platform/clock/clock.js';
import { grown, roomFor } from '../sources/column.js';

/**
 * For how long, ms, a counter stays 0 after it was shown for the first time. Prometheus takes the first value of a series
 * for its beginning, so that each of a pair of servers has to see a 0 before it sees what was counted.
 */
const ZERO_FOR_MS = 60_000;

/** Requests that succeeded and that failed. */
export interface CountedOutcomes {
  readonly successes: number;
  readonly failures: number;
}

/** What a sample says was seen, and when (wall). */
interface CountedSample {
  readonly atMs: number;
  readonly requests: number;
  readonly failures: number;
}

/**
 * Counters of what traffic certainly did since the process began, by id; they never fall. What sources read of the time
 * before is left out: the process before this one has counted it.
 */
export class CountedRequests {
  #successes: Float64Array = new Float64Array(0);
  #failures: Float64Array = new Float64Array(0);
  /** When an id was first shown, on the monotonic clock; `NaN` where it was not. */
  #shownAtMs: Float64Array = new Float64Array(0);

  constructor(private readonly begunAt: Instant) {}

  /** Counts a sample. Its age is measured by one clock and ours by the other, so that a step of the wall clock changes nothing. */
  add(id: number, { atMs, requests, failures }: CountedSample, now: Instant): void {
    if (now.wallMs - atMs > now.monotonicMs - this.begunAt.monotonicMs) return;
    if (id >= this.#failures.length) this.#grow(id + 1);
    this.#successes[id]! += requests - failures;
    this.#failures[id]! += failures;
  }

  /** What is to be shown of an id; the first call begins the time in which it is 0. */
  shown(id: number, now: Instant): CountedOutcomes {
    if (id >= this.#failures.length) this.#grow(id + 1);
    if (Number.isNaN(this.#shownAtMs[id])) this.#shownAtMs[id] = now.monotonicMs;
    if (now.monotonicMs - this.#shownAtMs[id]! < ZERO_FOR_MS) return { successes: 0, failures: 0 };
    return { successes: this.#successes[id]!, failures: this.#failures[id]! };
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    if (id >= this.#failures.length) return;
    this.#successes[id] = 0;
    this.#failures[id] = 0;
    this.#shownAtMs[id] = NaN;
  }

  #grow(needed: number): void {
    const before = this.#failures.length;
    const room = roomFor(needed, before);
    this.#successes = grown(this.#successes, room);
    this.#failures = grown(this.#failures, room);
    this.#shownAtMs = grown(this.#shownAtMs, room).fill(NaN, before);
  }
}
