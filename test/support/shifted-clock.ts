import type { Clock, Instant } from '../../src/platform/clock/clock.js';
import { SystemClock } from '../../src/platform/clock/system-clock.js';

/** The real clock and its timers, both put forward by the test: what was kept expires, and no test waits for it. */
export class ShiftedClock implements Clock {
  readonly #clock = new SystemClock();
  #byMs = 0;

  now(): Instant {
    const { wallMs, monotonicMs } = this.#clock.now();
    return { wallMs: wallMs + this.#byMs, monotonicMs: monotonicMs + this.#byMs };
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return this.#clock.sleep(delayMs, signal);
  }

  putForward(byMs: number): void {
    this.#byMs += byMs;
  }
}
