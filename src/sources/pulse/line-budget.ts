import type { Clock } from '../../platform/clock/clock.js';

const MAX_LINES = 60;
const MINUTE_MS = 60_000;

/** Bounds the lines of the log that come of what teams wrote: so many in a minute, and the number of those left out. */
export class LineBudget {
  #sinceMs = -Infinity;
  #lines = 0;
  #unlogged = 0;

  constructor(private readonly clock: Clock) {}

  /** Fields to add to the line, if it may be written. */
  take(): { readonly unlogged?: number } | undefined {
    const { monotonicMs } = this.clock.now();
    if (monotonicMs - this.#sinceMs >= MINUTE_MS) [this.#sinceMs, this.#lines] = [monotonicMs, 0];
    if (++this.#lines > MAX_LINES) {
      this.#unlogged++;
      return undefined;
    }
    const unlogged = this.#unlogged;
    this.#unlogged = 0;
    return unlogged > 0 ? { unlogged } : {};
  }
}
