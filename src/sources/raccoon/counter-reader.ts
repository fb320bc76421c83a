import type { Dialect, RequestCounter } from '../dialects/dialect.js';
import type { GroupTable } from '../dialects/group-table.js';
import type { SourceContext } from '../source-kind.js';
import { CounterSums } from './counter-sums.js';
import type { FailedPoll } from './failed-poll.js';
import type { Asking } from './poll-plan.js';
import { wholeOf, type Slice } from './poll-slices.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import type { SampleColumns } from './sample-columns.js';
import { samplesQuery, selectorOf, vitalsSelector } from './sample-query.js';
import { SampleReader } from './sample-reader.js';

const NO_JOBS: ReadonlySet<string> = new Set();

/** Reads the vital signs of targets, and a counter of theirs: its series, or sums of them. */
export class CounterReader {
  readonly samples: SampleReader;
  readonly sums: CounterSums;
  /** The jobs whose vital signs were asked for; all of them where it is empty. */
  #askedJobs = NO_JOBS;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly dialect: Dialect,
    context: SourceContext,
    groups: GroupTable,
  ) {
    this.samples = new SampleReader(settings, dialect, context, groups);
    this.sums = new CounterSums(settings, this.samples, context.windowMs);
  }

  /** The vital signs of the targets of some jobs; of all targets where sums are read, whose labels they must have. */
  async vitals({ slices, signal, form }: Asking, jobs = NO_JOBS): Promise<SampleColumns | FailedPoll> {
    this.#askedJobs = form === 'sums' ? NO_JOBS : jobs;
    const slice = wholeOf(slices);
    const query = samplesQuery(vitalsSelector(this.dialect, this.#askedJobs), slice.rangeMs);
    const vitals = await this.samples.read(query, slice, signal);
    if (vitals.ok) for (const number of vitals.numbers) this.samples.book.of(number);
    // Less of the counter would not make them fewer.
    return vitals.ok ? vitals : { ...vitals, tooMuch: undefined };
  }

  /** The counter in the form that is asked for; `scrapeMs` is the time between two scrapes. */
  counter(
    counter: RequestCounter,
    slice: Slice,
    { form, signal }: Asking,
    about: { readonly vitals: SampleColumns; readonly scrapeMs: number },
  ): Promise<SampleColumns | FailedPoll> {
    if (form === 'sums') return this.sums.read(counter, slice, { ...about, signal });
    const selector = selectorOf(counter, this.settings.matchers);
    return this.samples.read(samplesQuery(selector, slice.rangeMs), slice, signal);
  }

  /** Whether there are series of jobs that were not asked for: whose they are shows only with their `up`. */
  hasNewJobs({ numbers }: SampleColumns): boolean {
    if (this.#askedJobs.size === 0) return false;
    return numbers.some((number) => {
      const job = this.samples.book.newJobOf(number);
      return job !== undefined && !this.#askedJobs.has(job);
    });
  }

  async close(): Promise<void> {
    this.sums.close();
    await this.samples.close();
  }
}
