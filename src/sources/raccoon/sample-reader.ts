import type { SourceContext } from '../source-kind.js';
import type { Dialect } from '../dialects/dialect.js';
import type { GroupTable } from '../dialects/group-table.js';
import { ColumnReader } from './column-reader.js';
import { judged, partial, skewed, tooManySeries, type FailedPoll } from './failed-poll.js';
import { MonitoringClient, SKEW_REFUSED_MS } from './monitoring-client.js';
import type { Slice } from './poll-slices.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import type { SampleColumns } from './sample-columns.js';
import { SeriesBook } from './series-book.js';

/** Series that are remembered at most, beside those of one answer. */
const BOOKED_TIMES = 3;

/** Asks a monitoring system and reads its answers into columns, whose series are in a book. */
export class SampleReader {
  readonly client: MonitoringClient;
  #book: SeriesBook;
  #reader: ColumnReader;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly dialect: Dialect,
    private readonly context: SourceContext,
    private readonly groups: GroupTable,
  ) {
    this.client = new MonitoringClient(settings, context);
    this.#book = this.#newBook();
    this.#reader = new ColumnReader(context.clock, this.#book.numberOf);
  }

  get book(): SeriesBook {
    return this.#book;
  }

  /** The answer to a query about a slice, if it is whole, of the right time, and not too large. */
  async read(query: string, { atMs, rangeMs }: Slice, signal: AbortSignal): Promise<SampleColumns | FailedPoll> {
    const answer = await this.client.query(query, atMs, signal);
    if (!answer.ok) return judged(answer);
    // Before anything is entered: what such a clock dates is not of the time that was asked for.
    const { skewMs } = this.client;
    if (Math.abs(skewMs) > SKEW_REFUSED_MS) return skewed(skewMs);
    const maxSeries = this.settings.maximumSeries;
    const columns = await this.#reader.read(answer, { atMs, rangeMs, maxSeries }, signal);
    if (!columns.ok) return judged(columns);
    const { partialBecause, dropped } = columns;
    if (partialBecause !== undefined) return partial(partialBecause);
    return dropped > 0 ? tooManySeries(columns.series) : columns;
  }

  /** Pods come and go, and their names stand in labels: what was seen once is not remembered for ever. */
  async forgetIfFull(): Promise<void> {
    if (this.#book.size <= BOOKED_TIMES * this.settings.maximumSeries) return;
    const before = this.#reader;
    this.#book = this.#newBook();
    this.#reader = new ColumnReader(this.context.clock, this.#book.numberOf);
    await before.close();
  }

  async close(): Promise<void> {
    this.client.close();
    await this.#reader.close();
  }

  #newBook(): SeriesBook {
    return new SeriesBook(this.dialect, this.groups, this.settings.replicaLabels);
  }
}
