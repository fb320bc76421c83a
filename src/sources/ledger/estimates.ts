/** What is missing: the past was not watched, an instance was not observed, or counts may not be real. */
export type Missing = 'unwatched' | 'unobserved' | 'ambiguous';

/** What may have happened to a group besides what was counted, spread evenly over a time. */
export interface Estimate {
  readonly group: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** More requests that may have succeeded, and that may have failed; one may be in both. */
  readonly successes: number;
  readonly failures: number;
  readonly missing: Missing;
  /** It counts as soon as the window begins later than this, wall ms: until then it is counted for sure. */
  readonly afterMs?: number;
}
