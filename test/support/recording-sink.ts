import type { BasePath } from '../../src/catalogue/base-path.js';
import type {
  EvidenceSink,
  Pace,
  ReadingEntry,
  Sample,
  SourceProblem,
  WindowReading,
} from '../../src/sources/evidence.js';

/** Keeps what a source hands on. */
export class RecordingSink implements EvidenceSink {
  readonly samples: Sample[] = [];
  readonly readings: { asOf: WindowReading['asOf']; entries: ReadingEntry[] }[] = [];
  /** With the base paths that each is about, where it is not about all. */
  readonly faults: (SourceProblem & { readonly about?: readonly BasePath[] })[] = [];
  readonly paces = new Map<BasePath, Pace>();
  /** What each expiry was about; undefined where it was about all. */
  readonly expired: (readonly BasePath[] | undefined)[] = [];

  record(samples: Iterable<Sample>): void {
    for (const sample of samples) this.samples.push({ ...sample });
  }

  replace({ asOf, entries }: WindowReading): void {
    this.readings.push({ asOf, entries: [...entries].map((each) => ({ ...each })) });
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

  get expiries(): number {
    return this.expired.length;
  }
}
