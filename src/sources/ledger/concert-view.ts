import type { Hole } from './hole.js';

/** What is remembered while most counters of an instance are below their old values without a restart. */
export interface ConcertView {
  /** The old value of each series, by number. */
  readonly peaks: Map<number, number>;
  /** What was counted of each since it fell. */
  readonly since: Map<number, number>;
  readonly holes: Hole[];
  /** The fall is small enough for another copy that lags behind: growth up to the old values has been counted before. */
  lagging: boolean;
}
