import type { EvidenceSink, ReadingEntry, Sample, SourceProblem, WindowReading } from '../../src/sources/evidence.js';

/** Keeps what a source hands on. */
export class RecordingSink implements EvidenceSink {
  readonly samples: Sample[] = [];
  readonly readings: { asOf: WindowReading['asOf']; entries: ReadingEntry[] }[] = [];
  readonly faults: SourceProblem[] = [];

  record(samples: Iterable<Sample>): void {
    this.samples.push(...samples);
  }

  replace({ asOf, entries }: WindowReading): void {
    this.readings.push({ asOf, entries: [...entries] });
  }

  fault(problem: SourceProblem): void {
    this.faults.push(problem);
  }
}
