import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import { LABEL_NAME, METRIC_NAME } from '../dialects/custom-dialect.settings.js';
import { keyLabelsOf, metricsOf, type Dialect, type RequestCounter } from '../dialects/dialect.js';
import type { Failure, SourceClient } from '../source-request.js';
import { ExpositionScan } from './exposition-scan.js';
import type { SampleLine } from './sample-line.js';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** Read before the event loop gets its turn: about a millisecond's work. */
const BYTES_AT_A_TIME = 256 * 1024;
/** The Accept header of a scraper for names as Prometheus 2 has them. */
export const ACCEPT_LEGACY = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';
/** Without it, exporters make underscores of what names could not have before Prometheus 3. */
const ACCEPT_UTF8 =
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=1,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';

/** What a page says of the counter that a dialect reads: one series and one value a line, in the order of the page. */
export interface CounterPage {
  readonly counter: RequestCounter;
  /** The labels as written. */
  readonly series: readonly string[];
  readonly values: Readonly<Float64Array>;
  /** The newest time behind a value, wall clock, ms, where every line gives one; other pages are of now. */
  readonly newestMs: number | undefined;
}

/** What a page says besides about the process that made it. */
export interface ProcessFacts {
  /** When it began: Unix ms by the gateway's clock, or how long ago. */
  readonly startedAtMs?: number;
  readonly startedAgoMs?: number;
  /** The sum of the counters by which it says that it failed to count. */
  readonly lost?: number;
}

/** How a page is asked for: `expected` are the series of the last one. */
export interface PageRequest {
  readonly url: string;
  readonly deadlineMs: number;
  readonly dialect: Dialect;
  readonly expected: readonly string[];
}

/** `Date`, wall ms of the gateway, and `Age`, ms, of an answer. */
export interface PageDates {
  readonly dateMs?: number;
  readonly ageMs?: number;
}

/** What a page says; `page` is undefined where it has none of the counters. */
export interface PageAnswer extends PageDates {
  readonly ok: true;
  readonly page: CounterPage | undefined;
  readonly facts: ProcessFacts;
}

/** Asks for a metrics page and reads it while it comes. Throws `BadExpositionError`. */
export function fetchPage(
  client: SourceClient,
  { dialect, expected, ...request }: PageRequest,
  signal: AbortSignal,
): Promise<PageAnswer | Failure> {
  return fetchExposition(client, { ...request, accept: acceptOf(dialect) }, signal, {
    begin: (openMetrics) => new PageReading(dialect, openMetrics, expected),
    end: (reading, dates) => ({ ok: true, page: reading.end(), facts: reading.facts(), ...dates }),
  });
}

/** How any page is asked for: `accept` is the header. */
export interface ExpositionRequest extends Pick<PageRequest, 'url' | 'deadlineMs'> {
  readonly accept: string;
}

/** Takes the pieces of a page. */
export interface ExpositionReading {
  push(piece: Buffer): void;
  endLine(): void;
}

/** Asks for a page, and hands its pieces to the reading that `begin` makes; `end` says what was read. */
export function fetchExposition<R extends ExpositionReading, T extends { readonly ok: true }>(
  client: SourceClient,
  { url, deadlineMs, accept }: ExpositionRequest,
  signal: AbortSignal,
  { begin, end }: { begin(openMetrics: boolean): R; end(reading: R, dates: PageDates): T },
): Promise<T | Failure> {
  const request = { url, deadlineMs, method: 'GET', headers: { accept }, maxBytes: MAX_PAGE_BYTES } as const;
  return client.stream<T>(request, signal, async ({ status, contentType, pieces, isFramed, ...dates }) => {
    if (status !== 200) return { ok: false, code: `http-${status}`, detail: `the gateway answers ${status}` };
    const reading = begin(contentType.includes('openmetrics'));
    for await (const piece of inTurns(pieces)) reading.push(piece);
    if (isFramed) reading.endLine();
    return end(reading, dates);
  });
}

/** Names as they are only where some of those that are read could not be written otherwise. */
function acceptOf({ counters }: Dialect): string {
  const isLegacy = counters.every(
    (counter) =>
      METRIC_NAME.test(counter.metric) &&
      [...keyLabelsOf(counter), ...counter.outcomeLabels].every((label) => LABEL_NAME.test(label)),
  );
  return isLegacy ? ACCEPT_LEGACY : ACCEPT_UTF8;
}

/** Pieces of a bounded size, with a turn of the event loop after so many bytes. */
async function* inTurns(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let read = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += BYTES_AT_A_TIME) {
      const part = piece.subarray(at, at + BYTES_AT_A_TIME);
      if (read + part.length > BYTES_AT_A_TIME) {
        await yieldToEventLoop();
        read = 0;
      }
      read += part.length;
      yield part;
    }
  }
}

/** The lines of one counter. Room is made for as many as the last page had: arrays that grow leave others behind. */
class CounterLines {
  readonly #series: string[] = [];
  #values: Float64Array;

  constructor(
    readonly counter: RequestCounter,
    expected: number,
  ) {
    this.#series.length = expected;
    this.#values = new Float64Array(expected);
  }

  count = 0;

  add(series: string, value: number): void {
    if (this.count === this.#values.length) this.#grow();
    this.#series[this.count] = series;
    this.#values[this.count++] = value;
  }

  /** What has been added; nothing can be added any more. */
  finish(): Pick<CounterPage, 'counter' | 'series' | 'values'> {
    this.#series.length = this.count;
    return { counter: this.counter, series: this.#series, values: this.#values.subarray(0, this.count) };
  }

  #grow(): void {
    const values = new Float64Array(Math.max(1_024, this.count * 2));
    values.set(this.#values);
    this.#values = values;
  }
}

/** Collects the lines of the counters; the first of them that has any is what the page says. */
class PageReading {
  readonly #scan: ExpositionScan;
  readonly #found: readonly CounterLines[];
  readonly #byMetric: ReadonlyMap<string, CounterLines>;
  /** Values of the metrics that tell of the process, summed. */
  readonly #facts = new Map<string, number>();
  #newestMs = -Infinity;

  constructor(
    private readonly dialect: Dialect,
    openMetrics: boolean,
    expected: readonly string[],
  ) {
    const { counters, startFacts, lossCounters = [] } = dialect;
    this.#found = counters.map((counter, index) => new CounterLines(counter, index === 0 ? expected.length : 0));
    this.#byMetric = new Map(this.#found.flatMap((each) => metricsOf(each.counter).map((metric) => [metric, each])));
    const wanted = [...this.#byMetric.keys(), ...startFacts.map(({ metric }) => metric), ...lossCounters];
    this.#scan = new ExpositionScan(wanted, openMetrics, expected);
  }

  push(piece: Buffer): void {
    this.#scan.push(piece, this.#keep);
  }

  endLine(): void {
    this.#scan.endLine(this.#keep);
  }

  end(): CounterPage | undefined {
    this.#scan.end();
    const first = this.#found.find(({ count }) => count > 0);
    return first && { ...first.finish(), newestMs: Number.isFinite(this.#newestMs) ? this.#newestMs : undefined };
  }

  facts(): ProcessFacts {
    const { startFacts, lossCounters = [] } = this.dialect;
    const start = startFacts.find(({ metric }) => (this.#facts.get(metric) ?? 0) > 0);
    const said = start && this.#facts.get(start.metric)! * 1_000;
    const lost = lossCounters.reduce((sum, metric) => sum + (this.#facts.get(metric) ?? 0), 0);
    return {
      ...(said !== undefined && (start!.form === 'unix-seconds' ? { startedAtMs: said } : { startedAgoMs: said })),
      ...(lossCounters.some((metric) => this.#facts.has(metric)) && { lost }),
    };
  }

  readonly #keep = ({ metric = '', labels, value, timestampMs = Infinity }: Readonly<SampleLine>): void => {
    const lines = this.#byMetric.get(metric);
    if (!lines) {
      if (value >= 0) this.#facts.set(metric, (this.#facts.get(metric) ?? 0) + value);
      return;
    }
    lines.add(lines.counter.siblings ? named(metric, labels) : labels, value);
    this.#newestMs = Math.max(this.#newestMs, timestampMs);
  };
}

/** The labels as written, with the name of the metric before them. */
function named(metric: string, labels: string): string {
  return labels.trim() === '' ? `__name__="${metric}"` : `__name__="${metric}",${labels}`;
}
