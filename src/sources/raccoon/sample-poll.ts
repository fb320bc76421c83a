import { withDeadline } from '../../platform/clock/deadline.js';
import type { Dialect, RequestCounter } from '../dialects/dialect.js';
import type { LedgerFeed } from '../ledger-feed.js';
import type { SourceContext } from '../source-kind.js';
import { ColumnReader } from './column-reader.js';
import { frozen, incomplete, noSeries, partial, skewed, type FailedPoll } from './failed-poll.js';
import { InstanceEvents } from './instance-events.js';
import { SampleSorting } from './instance-samples.js';
import { MonitoringClient, SKEW_REFUSED_MS } from './monitoring-client.js';
import { slicesOf, wholeOf, type Slice } from './poll-slices.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import type { SampleColumns } from './sample-columns.js';
import { samplesQuery, selectorOf, vitalsSelector } from './sample-query.js';
import { jobsOf, scrapeOf } from './scrape-pace.js';
import { SeriesBook } from './series-book.js';

/** What a good poll learned; what it counted is in the ledger. */
export interface Poll {
  readonly ok: true;
  readonly counter: RequestCounter;
  /** When the newest sample was taken, Unix ms by the server's clock, and how old it was when the poll was sent. */
  readonly newestMs: number;
  readonly sampleAgeMs: number;
  /** Series of the counter, and the groups that had an invalid number. */
  readonly series: number;
  readonly spoiled: ReadonlySet<number>;
}

/** Series that are remembered at most, beside those of one answer. */
const BOOKED_TIMES = 3;
const NO_JOBS: ReadonlySet<string> = new Set();

/** How the poll of a moment is made. */
interface Asking {
  /** Nothing of the time before it is known. */
  readonly isNew: boolean;
  readonly slices: readonly Slice[];
  /** When it was begun, Unix ms by the server's clock. */
  readonly sentMs: number;
  readonly signal: AbortSignal;
}

/** Asks for raw samples, and enters them into the ledger: each poll from where the last good one ended. */
export class SamplePoll {
  readonly client: MonitoringClient;
  #book: SeriesBook;
  #reader: ColumnReader;
  #events: InstanceEvents;
  #counter: RequestCounter | undefined;
  /** The moment of the last good poll, Unix ms by the server's clock. */
  #lastMs: number | undefined;
  #scrapeMs: number;
  /** The jobs whose vital signs were asked for; all of them where it is empty. */
  #askedJobs = NO_JOBS;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly dialect: Dialect,
    private readonly context: SourceContext,
    private readonly feed: LedgerFeed,
  ) {
    this.client = new MonitoringClient(settings, context);
    this.#book = new SeriesBook(dialect, feed.groups, settings.replicaLabels);
    this.#reader = new ColumnReader(context.clock, this.#book.numberOf);
    this.#events = new InstanceEvents(feed);
    this.#scrapeMs = settings.pollEveryMs;
  }

  /** One poll within its deadline; `signal` gives it up. */
  async run(signal: AbortSignal): Promise<Poll | FailedPoll> {
    this.client.takeWorstSkewMs();
    const result = await withDeadline(this.settings.timeoutMs, signal, (ended) => this.#poll(ended));
    const skewMs = this.client.takeWorstSkewMs();
    return Math.abs(skewMs) > SKEW_REFUSED_MS ? skewed(skewMs) : result;
  }

  /** The newest moment that may be asked for, Unix ms: the same for everybody who asks this often. */
  momentMs(): number {
    const { lagMs, pollEveryMs } = this.settings;
    return Math.floor((this.client.serverNowMs() - lagMs) / pollEveryMs) * pollEveryMs;
  }

  /** How old the newest sample may be, lag included, so that the answer is not stale before the next poll. */
  get oldestSampleMs(): number {
    const { staleAfterMs } = this.context;
    const { lagMs, pollEveryMs } = this.settings;
    const usual = Math.max(staleAfterMs - pollEveryMs - 5_000, staleAfterMs / 2);
    // A first poll may come as long after its moment as there is between two.
    return Math.max(usual, 2 * this.#scrapeMs + lagMs, pollEveryMs + this.#scrapeMs + lagMs);
  }

  /** How many gateway instances have no `up`. */
  get withoutUp(): number {
    return this.#events.withoutUp;
  }

  /** The time between two scrapes, as the samples show it, ms. */
  get scrapeMs(): number {
    return this.#scrapeMs;
  }

  async close(): Promise<void> {
    this.client.close();
    await this.#reader.close();
  }

  /** Pods come and go, and their names stand in labels: what was seen once is not remembered for ever. */
  async #forgetSeries(): Promise<void> {
    const { dialect, feed, settings, context } = this;
    const before = this.#reader;
    this.#book = new SeriesBook(dialect, feed.groups, settings.replicaLabels);
    this.#reader = new ColumnReader(context.clock, this.#book.numberOf);
    await before.close();
  }

  async #poll(signal: AbortSignal): Promise<Poll | FailedPoll> {
    if (this.#book.size > BOOKED_TIMES * this.settings.maximumSeries) await this.#forgetSeries();
    const atMs = this.momentMs();
    const { windowMs, staleAfterMs } = this.context;
    const isNew = this.#lastMs === undefined || atMs - this.#lastMs > windowMs;
    const sentMs = this.client.serverNowMs();
    const reachMs = isNew ? 0 : 2 * this.#scrapeMs;
    const readMs = this.#events.readMs(atMs, { staleMs: staleAfterMs, reachMs: 2 * this.#scrapeMs });
    const sinceMs = isNew ? atMs - windowMs - this.#scrapeMs : Math.min(this.#lastMs!, readMs + reachMs);
    const slices = slicesOf({ sinceMs, atMs, reachMs });
    this.#askedJobs = this.#events.jobs;
    const vitals = await this.#ask(vitalsSelector(this.dialect, this.#askedJobs), wholeOf(slices), signal);
    if (!vitals.ok) return vitals;
    return this.#readSlices({ isNew, slices, sentMs, signal }, vitals);
  }

  /**
   * Begins a new account with the time between two scrapes that the vital signs of the targets with the counter show, or
   * where they have none, as where all is pushed, the counter itself.
   */
  #begin(vitals: SampleColumns, counters: SampleColumns): void {
    const { jobOf } = this.#book;
    const { pollEveryMs } = this.settings;
    const jobs = jobsOf(counters.numbers, jobOf);
    const paceOf = (columns: SampleColumns) => scrapeOf(columns, jobs, jobOf, pollEveryMs);
    this.#scrapeMs = paceOf(vitals) ?? paceOf(counters) ?? pollEveryMs;
    this.feed.begin(this.#scrapeMs);
    this.#events = new InstanceEvents(this.feed);
  }

  async #readSlices(asking: Asking, vitals: SampleColumns): Promise<Poll | FailedPoll> {
    const found = await this.#findCounter(asking, vitals);
    if (!('columns' in found)) return found;
    const { counter } = found;
    const totals = { newestMs: vitals.newestMs, series: 0, spoiled: new Set<number>() };
    for (const [index, slice] of asking.slices.entries()) {
      const columns: SampleColumns | FailedPoll =
        index === 0 ? found.columns : await this.#ask(this.#selector(counter), slice, asking.signal);
      if (!columns.ok) return columns;
      const signs = this.#hasNewJobs(columns) ? await this.#askAllVitals(asking) : vitals;
      if (!signs.ok) return signs;
      vitals = signs;
      const sorting = new SampleSorting(this.#book, this.#events.sinceMsOf);
      await sorting.add(vitals);
      await sorting.add(columns);
      // Only the first slice reaches back to what has been read before.
      const missing = index === 0 ? this.#events.missing(sorting, slice) : 0;
      if (missing > 0) return incomplete(missing);
      await this.#enter(sorting, slice);
      totals.newestMs = Math.max(totals.newestMs, columns.newestMs);
      totals.series = sorting.series;
      for (const group of sorting.spoiled()) totals.spoiled.add(group);
    }
    return { ok: true, counter, sampleAgeMs: Math.max(0, asking.sentMs - totals.newestMs), ...totals };
  }

  async #enter(sorting: SampleSorting, { atMs }: Slice): Promise<void> {
    await this.#events.enter(sorting, { scrapeMs: this.#scrapeMs, atMs });
    this.#lastMs = atMs;
    const scrapeMs = this.#events.paceMs(this.#scrapeMs);
    if (scrapeMs !== this.#scrapeMs) this.feed.scrapedEvery(scrapeMs);
    this.#scrapeMs = scrapeMs;
  }

  /** The first counter of the dialect that has samples, that of the last time before the others. */
  async #findCounter(
    asking: Asking,
    vitals: SampleColumns,
  ): Promise<{ readonly counter: RequestCounter; readonly columns: SampleColumns } | Poll | FailedPoll> {
    const counters = [...new Set([this.#counter ?? this.dialect.counters[0]!, ...this.dialect.counters])];
    const hasHistory = asking.slices.length > 1;
    for (const counter of counters) {
      // Where the window is read slice by slice, the newest slice tells which counter there is.
      const newest = await this.#ask(this.#selector(counter), asking.slices.at(-1)!, asking.signal);
      if (!newest.ok) return newest;
      // A series of nothing but stale markers has ended.
      if (newest.values.every(Number.isNaN)) continue;
      const isAnother = this.#counter !== undefined && this.#counter !== counter;
      this.#counter = counter;
      if (isAnother) return this.#beginAnew(asking.signal);
      if (asking.isNew) this.#begin(vitals, newest);
      const first = hasHistory ? await this.#ask(this.#selector(counter), asking.slices[0]!, asking.signal) : newest;
      return first.ok ? { counter, columns: first } : first;
    }
    return this.#nothingNew(asking, vitals);
  }

  /** Another counter counts what the one before did: the two cannot be compared. */
  #beginAnew(signal: AbortSignal): Promise<Poll | FailedPoll> {
    this.#lastMs = undefined;
    return this.#poll(signal);
  }

  /** Whether there are series of jobs that were not asked for: whose they are shows only with their `up`. */
  #hasNewJobs({ numbers }: SampleColumns): boolean {
    if (this.#askedJobs.size === 0) return false;
    return numbers.some((number) => {
      const job = this.#book.newJobOf(number);
      return job !== undefined && !this.#askedJobs.has(job);
    });
  }

  /** The vital signs of all targets, whatever their jobs. */
  #askAllVitals({ slices, signal }: Asking): Promise<SampleColumns | FailedPoll> {
    this.#askedJobs = NO_JOBS;
    return this.#ask(vitalsSelector(this.dialect, NO_JOBS), wholeOf(slices), signal);
  }

  #selector(counter: RequestCounter): string {
    return selectorOf(counter, this.settings.matchers);
  }

  async #ask(selector: string, { atMs, rangeMs }: Slice, signal: AbortSignal): Promise<SampleColumns | FailedPoll> {
    const answer = await this.client.query(samplesQuery(selector, rangeMs), atMs, signal);
    if (!answer.ok) return answer;
    // Before anything is entered: what such a clock dates is not of the time that was asked for.
    const { skewMs } = this.client;
    if (Math.abs(skewMs) > SKEW_REFUSED_MS) return skewed(skewMs);
    const maxSeries = this.settings.maximumSeries;
    const columns = await this.#reader.read(answer, { atMs, rangeMs, maxSeries }, signal);
    if (!columns.ok) return columns;
    const { partialBecause, dropped } = columns;
    if (partialBecause !== undefined) return partial(partialBecause);
    if (dropped > 0) return partial(`the answer has ${columns.series} series, more than maximumSeries`);
    return columns;
  }

  /** Where nothing at all is newer than what was read before, it is not the counter that is missing: nothing is scraped. */
  #nothingNew({ sentMs }: Asking, { newestMs }: SampleColumns): FailedPoll {
    const readMs = this.feed.ledger.newestMs;
    if (readMs === -Infinity || newestMs > readMs) return noSeries(this.dialect);
    return frozen(sentMs - readMs, this.settings.lagMs);
  }
}
