import type { EvidenceSink, ReadingEntry, Sample, SourceProblem, WindowReading } from '../../src/sources/evidence.js';

/** Keeps what a source hands on. */
export class RecordingSink implements EvidenceSink {
  readonly samples: Sample[] = [];
  readonly readings: { asOf: WindowReading['asOf']; entries: ReadingEntry[] }[] = [];
  readonly faults: SourceProblem[] = [];

  record(samples: Iterable<Sample>): void {
    for (const sample of samples) this.samples.push({ ...sample });
  }

  replace({ asOf, entries }: WindowReading): void {
    this.readings.push({ asOf, entries: [...entries].map((each) => ({ ...each })) });
  }

  fault(problem: SourceProblem): void {
    this.faults.push(problem);
  }
}
