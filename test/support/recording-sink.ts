import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Estimate, EvidenceSink, Pace, Sample, SourceProblem } from '../../src/sources/evidence.js';

/** Keeps what a source hands on. */
export class RecordingSink implements EvidenceSink {
  readonly samples: Sample[] = [];
  /** What was estimated last. */
  estimates: readonly Estimate[] = [];
  completeMs: number | undefined;
  /** With the base paths that each is about, where it is not about all. */
  readonly faults: (SourceProblem & { readonly about?: readonly BasePath[] })[] = [];
  readonly paces = new Map<BasePath, Pace>();
  /** What each expiry was about; undefined where it was about all. */
  readonly expired: (readonly BasePath[] | undefined)[] = [];

  record(samples: Iterable<Sample>): void {
    for (const sample of samples) this.samples.push({ ...sample });
  }

  estimate(estimates: Iterable<Estimate>, completeMs: number): void {
    this.completeMs = completeMs;
    this.estimates = Array.from(estimates, (each) => ({ ...each }));
  }

  fault(problem: SourceProblem, about?: Iterable<BasePath>): void {
    this.faults.push(about ? { ...problem, about: [...about] } : problem);
  }

  pace(basePath: BasePath, pace: Pace | undefined): void {
    if (pace) this.paces.set(basePath, { ...pace });
    else this.paces.delete(basePath);
  }

  expire(about?: Iterable<BasePath>): void {
    this.expired.push(about && [...about]);
  }

  /** What of a base path lies in the window that ends with the evidence; undefined when it was never sampled. */
  window(basePath: string, windowMs: number): { requests: number; failures: number } | undefined {
    const of = this.samples.filter((each) => each.basePath === basePath);
    const sinceMs = (this.completeMs ?? Math.max(...of.map(({ atMs }) => atMs))) - windowMs;
    const within = of.filter(({ atMs }) => atMs >= sinceMs);
    if (of.length === 0) return undefined;
    return {
      requests: within.reduce((sum, each) => sum + each.requests, 0),
      failures: within.reduce((sum, each) => sum + each.failures, 0),
    };
  }

  get expiries(): number {
    return this.expired.length;
  }
}
