import { EXPORTED } from '../dialects/exposed-labels.js';
import { keyLabelsOf, type RequestCounter } from '../dialects/dialect.js';
import { datedSums } from './dated-sums.js';
import { NOT_DATED, tooManySums, type FailedPoll } from './failed-poll.js';
import type { Slice } from './poll-slices.js';
import { readQueryAnswer } from './query-answer.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import type { SampleColumns } from './sample-columns.js';
import { countQuery, selectorOf, sumsQuery, timesQuery } from './sample-query.js';
import type { SampleReader } from './sample-reader.js';
import { agree, scrapesOfTimes, scrapesOfUps, type Scrapes, type StepGrid } from './step-scrapes.js';
import { sharedAbort } from '../../platform/clock/shared-abort.js';

/** Series are few again when they are at most this share of what was too many. */
const FEW = 0.5;
/** A poll's time has at most so many steps: what is scraped more often is looked at less often. */
const STEPS_OF_A_POLL = [1, 2, 3, 4];

/**
 * The time between two steps, ms: no longer than that between two scrapes, so that none is missed, and a whole part of that
 * between two polls, so that one falls on each moment that is asked for (steps are whole multiples since 1970).
 */
export function stepOf(pollEveryMs: number, scrapeMs: number): number {
  const whole = STEPS_OF_A_POLL.filter((count) => pollEveryMs % count === 0);
  return pollEveryMs / (whole.find((count) => pollEveryMs / count <= scrapeMs) ?? whole.at(-1)!);
}

/** How the sums of a slice are read. */
export interface HowToRead {
  /** The vital signs of all targets. */
  readonly vitals: SampleColumns;
  readonly scrapeMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads a counter with too many series as sums: by instance, by what leads to a base path and by outcome. Each step of a sum
 * becomes a sample of the scrape that it shows; a step that shows no other scrape than the one before is left out.
 */
export class CounterSums {
  /** Series of the counter when they were counted last; undefined before. */
  series: number | undefined;
  /** They have been few for a whole window, so that all of it can be read one by one again. */
  areFewAgain = false;
  /** When they were counted, and since when they are few, Unix ms. */
  #countedMs = -Infinity;
  #fewSinceMs = Infinity;
  /** This many series were too many. */
  #tooMany: number;
  /** The jobs that serve the counter: the labels of their targets tell instances apart. */
  readonly #jobs = new Set<string>();
  /** Whether the `up` of all instances tell when their samples were taken, and when that was looked at, Unix ms. */
  #upsTell = false;
  #comparedMs = -Infinity;
  readonly #closed = sharedAbort();

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly reader: SampleReader,
    private readonly windowMs: number,
  ) {
    this.#tooMany = settings.maximumSeries;
  }

  /** There were too many series to be read one by one, or their answer was too large. */
  noteTooMany(series = this.series): void {
    this.series = series;
    this.#tooMany = Math.min(this.#tooMany, this.series ?? Infinity);
    this.#fewSinceMs = Infinity;
    this.areFewAgain = false;
  }

  /** The sums of a slice, at the times of the scrapes. */
  async read(counter: RequestCounter, slice: Slice, how: HowToRead): Promise<SampleColumns | FailedPoll> {
    const { book } = this.reader;
    const selector = selectorOf(counter, this.settings.matchers);
    const stepMs = stepOf(this.settings.pollEveryMs, how.scrapeMs);
    const own = this.#instanceLabels();
    const asExposed = [...keyLabelsOf(counter), ...counter.outcomeLabels];
    const labels = [...new Set([...own, ...asExposed.flatMap((label) => [label, `${EXPORTED}${label}`])])];
    const sums = await this.#ask(sumsQuery(selector, labels, { ...slice, stepMs }), slice, how.signal);
    if (!sums.ok) return sums;
    for (const number of sums.numbers) this.#jobs.add(book.newJobOf(number) ?? '');
    // A job that was not known before may have targets with labels that must be told apart.
    if (this.#instanceLabels().length > own.length) return this.read(counter, slice, how);
    const grid = { sinceMs: slice.atMs - slice.rangeMs - stepMs, stepMs, aStepMs: sums.timesMs[0] ?? 0 };
    // Metrics that count together are scraped together: the times of one are those of all.
    const first = selectorOf(counter, this.settings.matchers, [counter.metric]);
    const scrapes = await this.#scrapes(first, slice, how, grid);
    if (!(scrapes instanceof Map)) return scrapes;
    const { columns, undated } = await datedSums(sums, scrapes, book);
    if (undated === 0 || !this.#upsTell) return columns;
    this.#upsTell = false;
    return this.read(counter, slice, how);
  }

  /** Whether the first counter that has series has more of them now than may be read. */
  async areTooMany(counters: Iterable<RequestCounter>, atMs: number, signal: AbortSignal): Promise<boolean> {
    for (const counter of counters) {
      const series = await this.#count(counter, atMs, signal);
      if (series > 0) return series > this.settings.maximumSeries;
    }
    return false;
  }

  /** Counts the series once in a window, while polls go on: it takes the server as long as the sums. */
  countInTime(counter: RequestCounter, atMs: number): void {
    if (atMs - this.#countedMs < this.windowMs) return;
    this.#countedMs = atMs;
    void this.#lookForFew(counter, atMs);
  }

  /** Gives up what is being counted. */
  close(): void {
    this.#closed.abort();
  }

  async #lookForFew(counter: RequestCounter, atMs: number): Promise<void> {
    const series = await this.#count(counter, atMs, this.#closed.signal);
    const areFew = series > 0 && series <= FEW * this.#tooMany;
    this.#fewSinceMs = areFew ? Math.min(this.#fewSinceMs, atMs) : Infinity;
    this.areFewAgain = areFew && atMs - this.#fewSinceMs >= this.windowMs;
  }

  /** How many series there are; 0 where that is not known. */
  async #count(counter: RequestCounter, atMs: number, signal: AbortSignal): Promise<number> {
    const query = countQuery(selectorOf(counter, this.settings.matchers));
    const answer = await this.reader.client.querySmall(query, atMs, signal);
    const result = answer.ok ? readQueryAnswer(answer.status, answer.body) : answer;
    const isWhole = result.ok && result.answer.partialBecause === undefined;
    const series = isWhole ? Number(result.answer.samples[0]?.value ?? 0) : 0;
    if (series > 0) this.series = series;
    return series > 0 ? series : 0;
  }

  /**
   * The scrapes behind sums. A scrape has the time of the target's `up`, which is known; the times of all samples cost the
   * server more than the sums. So those are asked for only where they differ from the `up`, which is checked once in a window.
   */
  async #scrapes(selector: string, slice: Slice, how: HowToRead, grid: StepGrid): Promise<Scrapes | FailedPoll> {
    const { book } = this.reader;
    const byUps = scrapesOfUps(how.vitals, book, grid);
    const askTimes = async (rangeMs: number): Promise<Scrapes | FailedPoll> => {
      const query = timesQuery(selector, this.#instanceLabels(), { rangeMs, stepMs: grid.stepMs });
      const times = await this.#ask(query, slice, how.signal);
      return times.ok ? (scrapesOfTimes(times, book, grid) ?? NOT_DATED) : times;
    };
    if (slice.atMs - this.#comparedMs >= this.windowMs) {
      const newest = await askTimes(0);
      if (!(newest instanceof Map)) return newest;
      this.#upsTell = agree(newest, byUps, slice.atMs - slice.rangeMs);
      this.#comparedMs = slice.atMs;
    }
    return this.#upsTell ? byUps : askTimes(slice.rangeMs);
  }

  #instanceLabels(): string[] {
    return [...this.reader.book.targetLabels(this.#jobs), ...this.settings.replicaLabels];
  }

  async #ask(query: string, slice: Slice, signal: AbortSignal): Promise<SampleColumns | FailedPoll> {
    const columns = await this.reader.read(query, slice, signal);
    return !columns.ok && columns.series !== undefined ? tooManySums(columns.series) : columns;
  }
}
