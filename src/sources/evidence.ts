import type { BasePath } from '../catalogue/base-path.js';
import { token } from '../platform/injection/token.js';

/** Traffic is what consumers really sent, synthetic what was sent to find out. The two are never added. */
export type EvidenceKind = 'traffic' | 'synthetic';

/** Requests and failures seen for one base path at one time. */
export interface Sample {
  readonly basePath: BasePath;
  /** Wall time, ms since 1970, of what was seen; decides the bucket. */
  readonly atMs: number;
  /** Whole numbers ≥ 0, failures ≤ requests. A sample of 0 requests says: seen, and idle. */
  readonly requests: number;
  readonly failures: number;
  /** Of the successes, those that the gateway answered with a 4xx. */
  readonly clientErrors?: number;
  /**
   * A value behind it was NaN, infinite, negative or unsafe. Such a sample adds nothing and freshens nothing; no
   * verdict may rest on its base path until the next sample without it.
   */
  readonly spoiled?: boolean;
}

/** What of the evidence is missing: the time before it was watched, what was not observed, or counts that may not be real. */
export type Missing = 'unwatched' | 'unobserved' | 'ambiguous';

/** What may have happened to one base path besides what was counted, spread evenly over a time; wall ms. */
export interface Estimate {
  readonly basePath: BasePath;
  readonly fromMs: number;
  readonly toMs: number;
  /** More requests that may have succeeded, and that may have failed, fractions too; one request may be in both. */
  readonly successes: number;
  readonly failures: number;
  readonly missing: Missing;
  /** It counts as soon as the window begins later than this: until then it is counted for sure. */
  readonly afterMs?: number;
}

/**
 * What a problem means for verdicts, until the next good `record` (`suspect`: until `expire`):
 * `ages` nothing but that freshness runs out; `partial` the newest answer was incomplete: `partial-source`;
 * `warming-up` the source has not seen a whole window yet; `suspect` the prober suspects itself.
 */
export type ProblemEffect = 'ages' | 'partial' | 'warming-up' | 'suspect';

/** What is wrong with a source, as its evidence shows it to people and machines. */
export interface SourceProblem {
  /** Stable kebab-case word: `connection-refused`, `clock-skew`, `answer-partial`. */
  readonly code: string;
  /** One plain sentence for people; no secrets, at most 300 characters. */
  readonly detail: string;
  readonly effect: ProblemEffect;
}

/** How regularly a source asks about one base path: its minimum of requests and its freshness follow from it. */
export interface Pace {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Where a source hands on its evidence; declared here, implemented by `window/`. Calls never throw, and keep no object they are given. */
export interface EvidenceSink {
  /**
   * Increments, for sources that see requests. Samples from the future or older than the window are counted and left out;
   * so are invalid numbers (NaN, negative, too large), and then no verdict may rest on the base path.
   */
  record(samples: Iterable<Sample>): void;
  /**
   * What went wrong. Never changes totals. A suspect state may
   * be `about` some base paths only, until `expire` names them.
   */
  fault(problem: SourceProblem, about?: Iterable<BasePath>): void;
  /**
   * All that may have happened besides what was recorded; replaces what the source estimated before. `completeMs` (wall)
   * says up to when the evidence is complete on the whole: there the window of this source ends, instead of now. Its
   * evidence is fresh for `freshForMs` at least: where two scrapes take longer than what is usual.
   */
  estimate(estimates: Iterable<Estimate>, completeMs: number, freshForMs?: number): void;
  /** How regularly samples of a base path come from now on; undefined if they come irregularly. */
  pace(basePath: BasePath, pace: Pace | undefined): void;
  /**
   * Ends all problems, or those `about` some base paths. Nothing recorded of them so far is fresh any more: each waits
   * for its next sample.
   */
  expire(about?: Iterable<BasePath>): void;
}

/** A configured feed of evidence. */
export interface Source {
  /** Unique among the sources. */
  readonly name: string;
  readonly evidence: EvidenceKind;
  /** Feeds `sink` until `signal` is aborted; then resolves soon. Rejects only on a fault of its own code. */
  run(sink: EvidenceSink, signal: AbortSignal): Promise<void>;
}

export const EVIDENCE_SINKS = token<EvidenceSinks>('EvidenceSinks');

/** Where every source gets its own sink; declared here, implemented by `window/`. */
export interface EvidenceSinks {
  /** Opened once for each source, before it runs. */
  open(source: { readonly name: string; readonly evidence: EvidenceKind }): EvidenceSink;
}
