import { breathe } from '../../platform/clock/breathe.js';
import type { BasePathResolver, Resolution } from '../dialects/base-path-resolver.js';
import type { Dialect, Outcome, RequestCounter } from '../dialects/dialect.js';
import type { OutcomeTally } from '../dialects/outcome-tally.js';
import type { SourceContext } from '../source-kind.js';
import type { SourceClient } from '../source-request.js';
import { BadExpositionError, ExpositionScan, type ExpositionLine } from './exposition-scan.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { matches } from './label-match.js';
import { SeriesCounters } from './series-counters.js';
import { parseLabels } from './series-labels.js';

const MAX_PAGE_BYTES = 32 * 1024 * 1024;
const LINES_AT_A_TIME = 4_096;
const ACCEPT = 'text/plain;version=0.0.4;q=1,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** Where a series belongs; worked out once and kept while the catalogue stays. */
type Place = { readonly outcome: Outcome; readonly resolution: Resolution } | 'other';

/** What one scrape of one target found. */
export type ScrapeResult =
  | {
      readonly ok: true;
      /** Series of the dialect on the page; 0 where the gateway has not counted a request yet, or its switch is off. */
      readonly series: number;
      /** The counter they are of. */
      readonly counter: RequestCounter;
      /** Series that were left out, by why. */
      readonly left: { readonly duplicate: number; readonly limit: number; readonly bad: number };
      readonly unresolved: readonly Resolution[];
    }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** What a target is scraped with. */
export interface ScrapeTargetParts {
  readonly url: string;
  readonly settings: GatewayScrapeSettings;
  readonly dialect: Dialect;
  readonly client: SourceClient;
  readonly context: SourceContext;
}

/** One instance of the gateway: its page, its counters, and where each series belongs. */
export class ScrapeTarget {
  readonly #counters: SeriesCounters;
  readonly #places = new Map<string, Place>();
  #placedBy: BasePathResolver | undefined;

  constructor(private readonly parts: ScrapeTargetParts) {
    this.#counters = new SeriesCounters(parts.context.windowMs);
  }

  get url(): string {
    return this.parts.url;
  }

  /** Reads the page and adds what was gained since the last scrape to `tally`. All of a page counts, or none. */
  async scrape(resolver: BasePathResolver, tally: OutcomeTally, signal: AbortSignal): Promise<ScrapeResult> {
    const { settings, client } = this.parts;
    const request = {
      url: this.parts.url,
      method: 'GET',
      headers: { accept: ACCEPT },
      deadlineMs: settings.timeoutMs,
      maxBytes: MAX_PAGE_BYTES,
    } as const;
    const answer = await client.send(request, signal);
    if (!answer.ok) return answer;
    if (answer.status !== 200)
      return { ok: false, code: `http-${answer.status}`, detail: `the gateway answers ${answer.status}` };
    try {
      const lines = await this.#read(answer.body.toString('utf8'), answer.contentType.includes('openmetrics'));
      return await this.#count(lines, resolver, tally);
    } catch (error) {
      if (!(error instanceof BadExpositionError)) throw error;
      return { ok: false, code: 'page-broken', detail: error.message };
    }
  }

  /** The sample lines of the first counter of the dialect that the page has. */
  async #read(text: string, openMetrics: boolean): Promise<ReadPage> {
    const { counters } = this.parts.dialect;
    const scan = new ExpositionScan(text, new Set(counters.map((each) => each.metric)), openMetrics);
    const found = new Map<string, ExpositionLine[]>();
    const keep = (line: ExpositionLine): void => {
      const lines = found.get(line.metric);
      if (lines) lines.push(line);
      else found.set(line.metric, [line]);
    };
    while (scan.advance(LINES_AT_A_TIME, keep)) await breathe();
    const counter = counters.find((each) => found.has(each.metric));
    return counter && { counter, lines: found.get(counter.metric)! };
  }

  async #count(page: ReadPage, resolver: BasePathResolver, tally: OutcomeTally): Promise<ScrapeResult> {
    this.#placeAnew(resolver);
    const placed = page ? await this.#placeAll(page, resolver) : [];
    const nowMs = this.parts.context.clock.now().monotonicMs;
    const pass = { nowMs, baseline: this.#counters.begin(nowMs) };
    const left = { duplicate: 0, limit: 0, bad: 0 };
    const unresolved = new Map<string, Resolution>();
    for (const [index, { line, place }] of placed.entries()) {
      if (index % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await breathe();
      const gained = this.#gain(line, pass);
      if (place.resolution.form !== 'mapped') unresolved.set(place.resolution.name, place.resolution);
      else if (typeof gained === 'number') tally.add(place.resolution.basePath, place.outcome, gained);
      if (typeof gained === 'string') left[gained]++;
    }
    for (const series of this.#counters.forget(nowMs)) this.#places.delete(series);
    const counter = page?.counter ?? this.parts.dialect.counters[0]!;
    return { ok: true, series: placed.length, counter, left, unresolved: [...unresolved.values()] };
  }

  #gain(line: ExpositionLine, pass: { nowMs: number; baseline: boolean }): number | 'duplicate' | 'limit' | 'bad' {
    const { value } = line;
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) return 'bad';
    return this.#counters.note(line.labels, value, pass.nowMs, pass.baseline);
  }

  /** Finds the place of every line before anything is counted: a broken label must spoil the page, not half of it. */
  async #placeAll({ counter, lines }: NonNullable<ReadPage>, resolver: BasePathResolver): Promise<PlacedLine[]> {
    const placed: PlacedLine[] = [];
    for (const [index, line] of lines.entries()) {
      if (index % LINES_AT_A_TIME === LINES_AT_A_TIME - 1) await breathe();
      const place = this.#placeOf(line, counter, resolver);
      if (place !== 'other') placed.push({ line, place });
    }
    return placed;
  }

  #placeOf(line: ExpositionLine, counter: RequestCounter, resolver: BasePathResolver): Place {
    const known = this.#places.get(line.labels);
    if (known) return known;
    const labels = parseLabels(line.labels);
    if (!labels) throw new BadExpositionError(0, `the labels {${line.labels.slice(0, 80)}} are not well formed`);
    const ours = matches(labels, counter.matchers, this.parts.settings.matchers);
    const place: Place = ours
      ? { outcome: this.parts.dialect.outcome(labels), resolution: resolver.resolve(labels, counter.basePath) }
      : 'other';
    this.#places.set(line.labels, place);
    return place;
  }

  #placeAnew(resolver: BasePathResolver): void {
    if (this.#placedBy !== resolver) this.#places.clear();
    this.#placedBy = resolver;
  }
}

type ReadPage = { counter: RequestCounter; lines: ExpositionLine[] } | undefined;

interface PlacedLine {
  readonly line: ExpositionLine;
  readonly place: Exclude<Place, 'other'>;
}
