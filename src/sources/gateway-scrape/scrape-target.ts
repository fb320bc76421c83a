import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Dialect, RequestCounter } from '../dialects/dialect.js';
import { shownName } from '../dialects/shown-name.js';
import type { CounterPage } from '../ledger/counter-page.js';
import type { SourceContext } from '../source-kind.js';
import type { SourceClient } from '../source-request.js';
import { BadExpositionError } from './exposition-scan.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { fetchPage, type PageAnswer } from './metrics-page.js';
import { PageAge } from './page-age.js';
import type { ScrapeRound } from './scrape-round.js';
import type { Place, SeriesPlaces } from './series-places.js';

/** Lines worked on before the event loop gets its turn. */
const LINES_AT_A_TIME = 4_096;

/** What one scrape of one target found. */
export type ScrapeResult =
  | {
      readonly ok: true;
      /** The counter that the page has; undefined where it has none yet, or where its switch is off. */
      readonly counter: RequestCounter | undefined;
      /** Lines of that counter, and those of them that belong to this source. */
      readonly lines: number;
      readonly series: number;
      readonly page: CounterPage;
    }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** What a target is scraped with. */
export interface ScrapeTargetOptions {
  readonly url: string;
  readonly settings: GatewayScrapeSettings;
  readonly dialect: Dialect;
  readonly client: SourceClient;
  readonly context: Pick<SourceContext, 'clock'>;
  readonly places: SeriesPlaces;
  /** The address of its own, where the name in the URL may lead to several. */
  readonly address?: string;
}

/** One instance of the gateway, and its pages. */
export class ScrapeTarget {
  readonly #age = new PageAge();
  /** The series of the last good page, in its order. */
  #series: readonly string[] = [];
  #metric = '';

  constructor(private readonly options: ScrapeTargetOptions) {
    this.#metric = options.dialect.counters[0]!.metric;
  }

  /** Its address without the path, which may be confidential. */
  get host(): string {
    const { url, address } = this.options;
    const { host } = new URL(url);
    return address === undefined ? host : `${host} at ${address}`;
  }

  /** The address of its page; its path may be confidential. */
  get url(): string {
    return this.options.url;
  }

  /** Closes its connections. */
  close(): void {
    this.options.client.close();
  }

  /** Reads the page. All of a page counts, or none. */
  async scrape(round: ScrapeRound, signal: AbortSignal): Promise<ScrapeResult> {
    const { client, context, dialect, settings, url } = this.options;
    const askedMs = context.clock.now().wallMs;
    const deadlineMs = Math.min(settings.timeoutMs, settings.scrapeEveryMs);
    try {
      const answer = await fetchPage(client, { url, deadlineMs, dialect, expected: this.#series }, signal);
      return answer.ok ? await this.#read(answer, askedMs, round) : answer;
    } catch (error) {
      if (!(error instanceof BadExpositionError)) throw error;
      return { ok: false, code: 'page-broken', detail: error.message };
    }
  }

  async #read(answer: PageAnswer, askedMs: number, round: ScrapeRound): Promise<ScrapeResult> {
    const made = this.#age.madeAt(Math.min(askedMs, answer.page?.newestMs ?? askedMs), answer);
    const startedAtMs = startOf(answer, made);
    const { lines: series, ...columns } = answer.page ? await this.#columns(answer.page, round) : EMPTY;
    const { lost } = answer.facts;
    const page = {
      instance: this.#nameOf(answer.page?.counter),
      address: this.host,
      atMs: made.atMs,
      ...(startedAtMs !== undefined && { startedAtMs }),
      ...(lost !== undefined && { lost }),
      ...columns,
    };
    const lines = answer.page?.series.length ?? 0;
    return { ok: true, counter: answer.page?.counter, lines, series, page };
  }

  /** What the ledger calls it. Another counter has counted other requests, and for longer: it is as another instance. */
  get instance(): string {
    const { url, address = '' } = this.options;
    return `${url} ${address} ${this.#metric}`;
  }

  #nameOf(counter: RequestCounter | undefined): string {
    this.#metric = counter?.metric ?? this.#metric;
    return this.instance;
  }

  /** The lines that belong to this source, in columns. A broken label spoils the page, not half of it. */
  async #columns({ counter, series, values }: NonNullable<PageAnswer['page']>, round: ScrapeRound): Promise<Columns> {
    const columns = columnsFor(series.length);
    const order: string[] = [];
    let count = 0;
    for (let line = 0; line < series.length; line++) {
      if (line % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await yieldToEventLoop();
      const place = this.#placeOf(counter, series[line]!, round);
      if (!place) continue;
      order.push(place.series);
      round.seen.add(place.group);
      const value = values[line]!;
      if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) {
        round.leftOut['bad-value']++;
        round.spoiled.add(place.group);
        continue;
      }
      columns.series.push(place.identity);
      columns.groups[count] = place.group;
      columns.counted[count] = place.counted;
      columns.values[count++] = value;
    }
    this.#series = order;
    round.series += order.length;
    return { lines: order.length, count, ...columns };
  }

  #placeOf(counter: RequestCounter, series: string, round: ScrapeRound): Place | undefined {
    const place = this.options.places.of(counter, series);
    if (place === 'broken')
      throw new BadExpositionError(`the labels {${shownName(series.slice(0, 80))}} are not well formed`);
    if (place === 'too-long' || place === 'limit') round.leftOut[place]++;
    return typeof place === 'string' ? undefined : place;
  }
}

/** The lines of a page that belong to the source; `lines` counts those with an invalid number, too. */
type Columns = Pick<CounterPage, 'count' | 'series' | 'groups' | 'counted' | 'values'> & { readonly lines: number };

const EMPTY: Columns = { lines: 0, count: 0, ...columnsFor(0) };

/** Columns with room for so many lines. */
function columnsFor(lines: number) {
  const series: string[] = [];
  return { series, groups: new Int32Array(lines), counted: new Uint8Array(lines), values: new Float64Array(lines) };
}

/** When the process began, wall ms by our clock. */
function startOf({ facts }: PageAnswer, made: { atMs: number; gatewayMs: number }): number | undefined {
  if (facts.startedAgoMs !== undefined) return made.atMs - facts.startedAgoMs;
  return facts.startedAtMs === undefined ? undefined : facts.startedAtMs + made.atMs - made.gatewayMs;
}
