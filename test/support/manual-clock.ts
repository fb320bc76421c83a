import type { Clock, Instant } from '../../src/platform/clock/clock.js';

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

/** A clock that moves only when told to; both hands start at `wallMs` and 0. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #sleepers: Sleeper[] = [];

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wallMs = wallMs;
  }

  now(): Instant {
    return { wallMs: this.#wallMs, monotonicMs: this.#monotonicMs };
  }

  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        resolve();
      };
      const sleeper = { wakeAtMs: this.#monotonicMs + Math.max(0, delayMs), wake };
      this.#sleepers.push(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves both hands, waking sleepers in order and letting what they started run. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#monotonicMs + durationMs;
    for (;;) {
      const next = this.#sleepers
        .filter((each) => each.wakeAtMs <= endMs)
        .toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)[0];
      if (!next) break;
      this.#move(next.wakeAtMs - this.#monotonicMs);
      next.wake();
      await settle();
    }
    this.#move(endMs - this.#monotonicMs);
    await settle();
  }

  /** Steps the wall clock alone, as an operator or NTP does. */
  stepWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  #move(byMs: number): void {
    this.#wallMs += byMs;
    this.#monotonicMs += byMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
