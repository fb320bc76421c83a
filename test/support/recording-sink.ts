import type { BasePath } from '../../src/apis/base-path.js';
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
  readonly faults: SourceProblem[] = [];
  readonly paces = new Map<BasePath, Pace>();
  expiries = 0;

  record(samples: Iterable<Sample>): void {
    for (const sample of samples) this.samples.push({ ...sample });
  }

  replace({ asOf, entries }: WindowReading): void {
    this.readings.push({ asOf, entries: [...entries].map((each) => ({ ...each })) });
  }

  fault(problem: SourceProblem): void {
    this.faults.push(problem);
  }

  pace(basePath: BasePath, pace: Pace | undefined): void {
    if (pace) this.paces.set(basePath, { ...pace });
    else this.paces.delete(basePath);
  }

  expire(): void {
    this.expiries++;
  }
}
