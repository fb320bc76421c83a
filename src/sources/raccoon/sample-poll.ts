import { withDeadline } from '../../platform/clock/deadline.js';
import type { Dialect, RequestCounter } from '../dialects/dialect.js';
import type { LedgerFeed } from '../ledger-feed.js';
import type { SourceContext } from '../source-kind.js';
import { CounterReader } from './counter-reader.js';
import { stepOf } from './counter-sums.js';
import { frozen, incomplete, noSeries, skewed, TOO_SLOW, type FailedPoll } from './failed-poll.js';
import { InstanceEvents } from './instance-events.js';
import { SampleSorting } from './instance-samples.js';
import { SKEW_REFUSED_MS, type MonitoringClient } from './monitoring-client.js';
import { PollPlan, reachOf, type Asking, type Form } from './poll-plan.js';
import type { Slice } from './poll-slices.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import type { SampleColumns } from './sample-columns.js';
import { jobsOf, scrapeOf } from './scrape-pace.js';

/** What a good poll learned; what it counted is in the ledger. */
export interface Poll {
  readonly ok: true;
  readonly counter: RequestCounter;
  /** When the newest sample was taken, Unix ms by the server's clock, and how old it was when the poll was sent. */
  readonly newestMs: number;
  readonly sampleAgeMs: number;
  /** Series of the counter, or sums of them, and the groups that had an invalid number. */
  readonly series: number;
  readonly spoiled: ReadonlySet<number>;
  /** Where sums were read: how many series they are of, if that is known. */
  readonly summed?: { readonly of: number | undefined };
}

/** The counter that has samples, and those of the first slice. */
interface FoundCounter {
  readonly counter: RequestCounter;
  readonly columns: SampleColumns;
}

/** Asks for raw samples or for sums, and enters them into the ledger: each poll from where the last good one ended. */
export class SamplePoll {
  readonly #plan: PollPlan;
  readonly #reader: CounterReader;
  #events: InstanceEvents;
  #counter: RequestCounter | undefined;
  #scrapeMs: number;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly dialect: Dialect,
    private readonly context: SourceContext,
    private readonly feed: LedgerFeed,
  ) {
    this.#plan = new PollPlan(context.windowMs, settings.pollEveryMs);
    this.#reader = new CounterReader(settings, dialect, context, feed.groups);
    this.#events = new InstanceEvents(feed);
    this.#scrapeMs = settings.pollEveryMs;
  }

  get client(): MonitoringClient {
    return this.#reader.samples.client;
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

  close(): Promise<void> {
    return this.#reader.close();
  }

  /** Asks for less, as long as that is what is wrong. */
  async #poll(signal: AbortSignal): Promise<Poll | FailedPoll> {
    await this.#reader.samples.forgetIfFull();
    for (;;) {
      const atMs = this.momentMs();
      const plan = this.#plan.at(atMs, { scrapeMs: this.#scrapeMs, readMs: this.#readMs(atMs) });
      const result = await this.#ask({ ...plan, sentMs: this.client.serverNowMs(), signal });
      if (result.ok) return result;
      if (plan.form === 'series' && result.tooMuch !== undefined) this.#reader.sums.noteTooMany(result.series);
      if (this.#plan.asksForLess(result.tooMuch, plan.slices.length)) continue;
      this.#plan.failed(result);
      return result;
    }
  }

  #readMs(atMs: number): number {
    return this.#events.readMs(atMs, { staleMs: this.context.staleAfterMs, reachMs: reachOf(this.#scrapeMs) });
  }

  async #ask(asking: Asking): Promise<Poll | FailedPoll> {
    const { sums } = this.#reader;
    const atMs = asking.slices.at(-1)!.atMs;
    if (this.#plan.wasTooSlow && (await sums.areTooMany(this.#counters, atMs, asking.signal)))
      return { ...TOO_SLOW, tooMuch: 'series' };
    const vitals = await this.#reader.vitals(asking, this.#events.jobs);
    if (!vitals.ok) return vitals;
    const found = (await this.#readKnown(asking, vitals)) ?? (await this.#findCounter(asking, vitals));
    const poll = 'columns' in found ? await this.#readSlices(asking, vitals, found) : found;
    if (!poll.ok || asking.form === 'series') return poll;
    sums.countInTime(poll.counter, atMs);
    if (sums.areFewAgain && this.#events.areObserved) this.#plan.asksForSeries();
    return { ...poll, summed: { of: sums.series } };
  }

  /**
   * Begins a new account with the time between two scrapes that the vital signs of the targets with the counter show, or
   * where they have none, as where all is pushed, the counter itself.
   */
  #begin(asking: Asking, vitals: SampleColumns, counters: SampleColumns): void {
    const { jobOf } = this.#reader.samples.book;
    const { pollEveryMs } = this.settings;
    const jobs = jobsOf(counters.numbers, jobOf);
    const paceOf = (columns: SampleColumns) => scrapeOf(columns, jobs, jobOf, pollEveryMs);
    this.#scrapeMs = this.#seenEvery(paceOf(vitals) ?? paceOf(counters) ?? pollEveryMs, asking.form);
    const isOfTheSame = this.#plan.begin(asking, this.feed, this.#scrapeMs);
    this.#events = new InstanceEvents(this.feed, isOfTheSame ? this.#events : undefined);
  }

  /** The time between two scrapes that are seen, ms: of sums none is seen between two steps. */
  #seenEvery(scrapeMs: number, form: Form): number {
    return form === 'series' ? scrapeMs : Math.max(scrapeMs, stepOf(this.settings.pollEveryMs, scrapeMs));
  }

  async #readSlices(asking: Asking, vitals: SampleColumns, found: FoundCounter): Promise<Poll | FailedPoll> {
    const { counter, columns: first } = found;
    const totals = { newestMs: vitals.newestMs, series: 0, spoiled: new Set<number>() };
    for (const [index, slice] of asking.slices.entries()) {
      const columns = index === 0 ? first : await this.#readCounter(counter, slice, asking, vitals);
      if (!columns.ok) return columns;
      const signs = this.#reader.hasNewJobs(columns) ? await this.#reader.vitals(asking) : vitals;
      if (!signs.ok) return signs;
      vitals = signs;
      const wanted = { sinceMsOf: this.#events.sinceMsOf, untilMsOf: this.#plan.untilMsOf(slice) };
      const sorting = new SampleSorting(this.#reader.samples.book, wanted);
      await sorting.add(vitals);
      await sorting.add(columns);
      // Only the first slice reaches back to what has been read before.
      const missing = index === 0 ? this.#events.missing(sorting, slice) : 0;
      if (missing > 0) return incomplete(missing);
      await this.#enter(sorting, slice, asking);
      totals.newestMs = Math.max(totals.newestMs, columns.newestMs);
      totals.series = sorting.series;
      for (const group of sorting.spoiled()) totals.spoiled.add(group);
    }
    return { ok: true, counter, sampleAgeMs: Math.max(0, asking.sentMs - totals.newestMs), ...totals };
  }

  async #enter(sorting: SampleSorting, slice: Slice, { form }: Asking): Promise<void> {
    const about = { summed: form === 'sums', again: this.#plan.untilMsOf(slice) !== undefined };
    await this.#events.enter(sorting, { scrapeMs: this.#scrapeMs, atMs: slice.atMs, ...about });
    this.#plan.entered(slice, this.feed);
    const scrapeMs = this.#seenEvery(this.#events.paceMs(this.#scrapeMs), form);
    if (scrapeMs !== this.#scrapeMs) this.feed.scrapedEvery(scrapeMs);
    this.#scrapeMs = scrapeMs;
  }

  /** The first counter of the dialect that has samples, that of the last time before the others. */
  async #findCounter(asking: Asking, vitals: SampleColumns): Promise<FoundCounter | Poll | FailedPoll> {
    const hasHistory = asking.slices.length > 1;
    for (const counter of this.#counters) {
      // Where the window is read slice by slice, the newest slice tells which counter there is.
      const newest = await this.#readCounter(counter, asking.slices.at(-1)!, asking, vitals);
      if (!newest.ok) return newest;
      // A series of nothing but stale markers has ended.
      if (newest.values.every(Number.isNaN)) continue;
      const isAnother = this.#counter !== undefined && this.#counter !== counter;
      this.#counter = counter;
      if (isAnother) return this.#beginAnew(asking.signal);
      if (asking.begins) this.#begin(asking, vitals, newest);
      const first = hasHistory ? await this.#readCounter(counter, asking.slices[0]!, asking, vitals) : newest;
      return first.ok ? { counter, columns: first } : first;
    }
    return this.#nothingNew(asking, vitals);
  }

  /** Sums cost the server a lot: while an account goes on, the newest slice is not asked for first. */
  async #readKnown(asking: Asking, vitals: SampleColumns): Promise<FoundCounter | FailedPoll | undefined> {
    const counter = this.#counter;
    const { form, begins, slices } = asking;
    if (form === 'series' || begins || slices.length === 1 || !counter) return undefined;
    const columns = await this.#readCounter(counter, slices[0]!, asking, vitals);
    if (!columns.ok) return columns;
    return columns.series > 0 ? { counter, columns } : undefined;
  }

  /** Another counter counts what the one before did: the two cannot be compared. */
  #beginAnew(signal: AbortSignal): Promise<Poll | FailedPoll> {
    this.#plan.forget();
    return this.#poll(signal);
  }

  #readCounter(counter: RequestCounter, slice: Slice, asking: Asking, vitals: SampleColumns) {
    return this.#reader.counter(counter, slice, asking, { vitals, scrapeMs: this.#scrapeMs });
  }

  /** The counters of the dialect, that of the last time before the others. */
  get #counters(): Iterable<RequestCounter> {
    return new Set([this.#counter ?? this.dialect.counters[0]!, ...this.dialect.counters]);
  }

  /** Where nothing at all is newer than what was read before, it is not the counter that is missing: nothing is scraped. */
  #nothingNew({ sentMs }: Asking, { newestMs }: SampleColumns): FailedPoll {
    const readMs = this.feed.ledger.newestMs;
    if (readMs === -Infinity || newestMs > readMs) return noSeries(this.dialect);
    return frozen(sentMs - readMs, this.settings.lagMs);
  }
}
