import type { EvidenceKind } from '../sources/evidence.js';
import type { Heartbeat, UncertainCounts } from './heartbeat.js';

/** The verdict about a base path that had none before: at the start, or when it is new. It is not a change. */
export interface FirstVerdict {
  readonly to: Heartbeat;
  /** The kind of evidence whose totals decided; for UNKNOWN the kind that is shown. */
  readonly decidedBy: EvidenceKind;
  /** The totals of that kind in the window. */
  readonly requests: number;
  readonly failures: number;
  readonly uncertain: UncertainCounts;
}

/** One status giving way to another, with the numbers that decided. */
export interface StatusChange extends FirstVerdict {
  /** What was announced last; the old status lasted from its `sinceMs` to that of `to`. */
  readonly from: Heartbeat;
}

/** What a round of evaluation found, compared with the rounds before it; each base path is in it at most once. */
export interface RoundResult {
  /** Wall time, ms, at which the round judged. */
  readonly atMs: number;
  readonly firstVerdicts: readonly FirstVerdict[];
  readonly changes: readonly StatusChange[];
}

/**
 * Called after each round, also when nothing changed. It holds up the event loop, so it must be quick and put work off;
 * it must not throw: what it throws is logged, and the listener is not called again for that round.
 */
export type RoundListener = (result: RoundResult) => void;
