import { token } from '../injection/token.js';

export const CLOCK = token<Clock>('Clock');

/** One moment on both clocks, so that neither a stepped nor a suspended clock can make evidence look young. */
export interface Instant {
  /** Milliseconds since 1970; may jump. */
  readonly wallMs: number;
  /** Milliseconds since an arbitrary start; never goes back, but may stand still while the machine is suspended. */
  readonly monotonicMs: number;
}

/** The only way to the time and to timers. Unit tests inject `ManualClock`. */
export interface Clock {
  now(): Instant;
  /** Resolves after `delayMs`, or as soon as `signal` is aborted; never rejects. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

/** Age in milliseconds: the larger of both clocks, which errs towards stale. */
export function ageMs(since: Instant, now: Instant): number {
  return Math.max(now.monotonicMs - since.monotonicMs, now.wallMs - since.wallMs);
}
