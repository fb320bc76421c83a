import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Dialect, RequestCounter } from '../dialects/dialect.js';
import { shownName } from '../dialects/shown-name.js';
import type { SourceContext } from '../source-kind.js';
import type { SourceClient } from '../source-request.js';
import { BadExpositionError } from './exposition-scan.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { InstanceWatch } from './instance-watch.js';
import { fetchPage, type CounterPage } from './metrics-page.js';
import type { SerialQueue } from '../../platform/tasks/serial-queue.js';
import type { LeftOut, ScrapeRound } from './scrape-round.js';
import { SeriesCounters } from './series-counters.js';
import type { Place } from './series-places.js';

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
      /** When the page was asked for, or the newest time it gives, wall clock, ms. */
      readonly asOfMs: number;
      /** The address leads to several instances in turn, or did within the last window: its counts are mixed up. */
      readonly mixed: boolean;
    }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** What a target is scraped with. */
export interface ScrapeTargetOptions {
  readonly url: string;
  readonly settings: GatewayScrapeSettings;
  readonly dialect: Dialect;
  readonly client: SourceClient;
  readonly context: SourceContext;
  /** Pages are counted one at a time, so that one round does not do the work of all at a stretch. */
  readonly reading: SerialQueue<never>;
}

/** One instance of the gateway: its page and its counters. */
export class ScrapeTarget {
  readonly #counters: SeriesCounters;
  readonly #instance: InstanceWatch;
  #counter: RequestCounter | undefined;
  /** The series of the last good page, in its order. */
  #series: readonly string[] = [];

  constructor(private readonly options: ScrapeTargetOptions) {
    this.#counters = new SeriesCounters(options.context.windowMs);
    this.#instance = new InstanceWatch(options.context.windowMs);
  }

  /** Its address without the path, which may be confidential. */
  get host(): string {
    return new URL(this.options.url).host;
  }

  /** Reads the page and adds to `round` what was gained since the last scrape. All of a page counts, or none. */
  async scrape(round: ScrapeRound, signal: AbortSignal): Promise<ScrapeResult> {
    const { client, context, dialect, reading, settings, url } = this.options;
    const askedMs = context.clock.now().wallMs;
    const deadlineMs = Math.min(settings.timeoutMs, settings.scrapeEveryMs);
    const request = { url, deadlineMs, counters: dialect.counters, expected: this.#series };
    try {
      const answer = await fetchPage(client, request, signal);
      if (!answer.ok) return answer;
      return await reading.run(async () => {
        const { page } = answer;
        const places = page ? await this.#placeAll(page, round) : [];
        const series = page ? await this.#count(page, places, round) : this.#countNothing();
        const asOfMs = Math.min(askedMs, page?.newestMs ?? askedMs);
        const mixed = this.#instance.isMixed(context.clock.now());
        return { ok: true, counter: page?.counter, lines: places.length, series, asOfMs, mixed };
      });
    } catch (error) {
      if (!(error instanceof BadExpositionError)) throw error;
      return { ok: false, code: 'page-broken', detail: error.message };
    }
  }

  /** Finds the place of every line before anything is counted: a broken label must spoil the page, not half of it. */
  async #placeAll({ counter, series }: CounterPage, round: ScrapeRound): Promise<(Place | undefined)[]> {
    const places = Array.from<Place | undefined>({ length: series.length });
    for (let index = 0; index < series.length; index++) {
      if (index % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await yieldToEventLoop();
      const labels = series[index]!;
      const place = round.places.of(counter, labels);
      if (place === 'broken')
        throw new BadExpositionError(`the labels {${shownName(labels.slice(0, 80))}} are not well formed`);
      if (place === 'too-long') round.leftOut[place]++;
      places[index] = typeof place === 'string' ? undefined : place;
    }
    return places;
  }

  /** Gives the number of series that were counted. */
  async #count(page: CounterPage, places: readonly (Place | undefined)[], round: ScrapeRound): Promise<number> {
    // Another counter has counted other requests, and for longer: its first value is not an increase.
    if (this.#counter !== undefined && page.counter !== this.#counter) this.#counters.restart();
    this.#counter = page.counter;
    const gains = await this.#note(page, places);
    const order = Array.from<string>({ length: places.length });
    let counted = 0;
    for (let index = 0; index < places.length; index++) {
      if (index % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await yieldToEventLoop();
      const place = places[index];
      if (!place) continue;
      order[counted++] = place.series;
      count(place, gains[index]!, round);
    }
    order.length = counted;
    this.#series = order;
    round.series += counted;
    return counted;
  }

  /** What each line gained; nothing where it seems that another instance answered than the last time. */
  async #note({ values }: CounterPage, places: readonly (Place | undefined)[]): Promise<(number | LeftOut)[]> {
    const now = this.options.context.clock.now();
    const gains = Array.from<number | LeftOut>({ length: places.length });
    this.#counters.begin(now);
    for (let index = 0; index < places.length; index++) {
      if (index % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await yieldToEventLoop();
      const place = places[index];
      const value = values[index]!;
      const sound = value >= 0 && value <= Number.MAX_SAFE_INTEGER;
      if (!place) gains[index] = 0;
      else gains[index] = sound ? this.#counters.note(place.identity, value) : 'bad-value';
    }
    const answering = this.#instance.look(this.#counters.change, now);
    if (answering === 'restarted') this.#counters.forgetAbsent();
    return answering === 'another' ? gains.map((gain) => (typeof gain === 'number' ? 0 : gain)) : gains;
  }

  /** The page is good and has no series yet: those that come will have counted from zero. */
  #countNothing(): number {
    this.#counters.begin(this.options.context.clock.now());
    return 0;
  }
}

function count({ outcome, resolution }: Place, gained: number | LeftOut, round: ScrapeRound): void {
  if (typeof gained === 'string') round.leftOut[gained]++;
  if (resolution.form !== 'mapped') round.unresolved.set(resolution.name, resolution);
  else if (typeof gained === 'number') round.tally.add(resolution.basePath, outcome, gained);
  else if (gained !== 'duplicate') round.tally.spoil(resolution.basePath);
}
