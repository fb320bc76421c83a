import type { Instant } from '../../../platform/clock/clock.js';

/** A loop that turns at least once a second and did not for so long was stopped from outside. */
const LONGEST_GAP_MS = 3_000;

/** Notices that the process was stopped or the machine asleep: a gap in the loop, by whichever of the clocks saw it. */
export class PauseWatch {
  #last: Instant | undefined;

  /** To be called in each turn of the loop. */
  wasPaused(now: Instant): boolean {
    const last = this.#last;
    this.#last = now;
    if (!last) return false;
    return Math.max(now.monotonicMs - last.monotonicMs, now.wallMs - last.wallMs) > LONGEST_GAP_MS;
  }
}
