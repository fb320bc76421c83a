import type { ProbeFinding } from './endpoint-prober.js';
import type { EndpointRecord } from './endpoint-record.js';

/** Everything that is watched, as it stands now. */
export interface WatchState {
  readonly records: readonly EndpointRecord[];
  /** Entries of the file that are wrong and left out. */
  readonly refused: number;
  /** Rounds that have begun. */
  readonly rounds: number;
  readonly elapsedMs: number;
  /** By which the success ratio is judged, of 10 000. */
  readonly thresholdScaled: number;
}

/** Is notified of what happens, and shows it. */
export interface WatchDisplay {
  /** A probe of `round` has been counted. */
  probed(record: EndpointRecord, finding: ProbeFinding, round: number): void;
  /** The endpoint was left out of `round`: its probe of an earlier one has not ended. */
  skipped(record: EndpointRecord, round: number): void;
  /** Every probe of `round` has ended. */
  roundEnded(round: number): void;
  /** Shows the summary. */
  end(): void;
  /** Restores the terminal, also after an error; may be called more than once. */
  close(): void;
}
