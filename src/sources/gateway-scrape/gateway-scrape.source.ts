import type { BasePath } from '../../apis/base-path.js';
import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import type { Dialect } from '../dialects/dialect.js';
import { SeriesReports } from '../dialects/series-reports.js';
import type { EvidenceSink, Sample, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import { SourceClient } from '../source-request.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { OneAtATime } from './one-at-a-time.js';
import { ScrapeMetrics } from './scrape-metrics.js';
import { ScrapeRound } from './scrape-round.js';
import { ScrapeTarget, type ScrapeResult } from './scrape-target.js';
import { ScrapeTroubles } from './scrape-troubles.js';
import { SeriesPlaces } from './series-places.js';

/** Reads the counters of every instance of a gateway and hands on what was added since the last scrape. */
export class GatewayScrapeSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';
  readonly #client: SourceClient;
  readonly #dialect: Dialect;
  readonly #targets: readonly ScrapeTarget[];
  readonly #metrics: ScrapeMetrics;
  readonly #troubles: ScrapeTroubles;
  readonly #reports: SeriesReports;
  /** Declared base paths that had a series once: without one they are idle, not unknown. */
  readonly #seen = new Set<BasePath>();
  #places: SeriesPlaces;

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
    const client = new SourceClient(context.http, settings);
    const dialect = dialectOf(settings);
    const parts = { settings, dialect, client, context, reading: new OneAtATime() };
    this.#client = client;
    this.#dialect = dialect;
    this.#targets = settings.urls.map((url) => new ScrapeTarget({ ...parts, url }));
    this.#metrics = new ScrapeMetrics(this.name, context.metrics);
    this.#troubles = new ScrapeTroubles(this.name, dialect, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
    this.#places = this.#placesNow();
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const startMs = clock.now().monotonicMs;
    while (!signal.aborted) {
      const beganMs = clock.now().monotonicMs;
      await this.#scrapeOnce(sink, signal);
      const nowMs = clock.now().monotonicMs;
      this.#metrics.took(nowMs - beganMs);
      const every = this.settings.scrapeEveryMs;
      await clock.sleep(every - ((nowMs - startMs) % every), signal);
    }
    this.#client.close();
  }

  async #scrapeOnce(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    if (this.context.catalogue.current().version !== this.#places.resolver.catalogueVersion)
      this.#places = this.#placesNow();
    const round = new ScrapeRound(this.#places);
    const scrapes = this.#targets.map(async (target) => ({
      host: target.host,
      result: await target.scrape(round, signal),
    }));
    const results = await Promise.all(scrapes);
    if (signal.aborted) return;
    const good = results.flatMap(({ result }) => (result.ok ? [result] : []));
    if (good.length > 0) sink.record(this.#samples(round, good));
    for (const resolution of round.unresolved.values()) this.#reports.report(resolution);
    this.#metrics.measured(round, results);
    this.#troubles.tell(sink, round, results);
  }

  /**
   * One sample for each base path that has a series, or had one, requests or not: it was looked at. All are as old as
   * the oldest page. A base path with a value that is no count gets a sample that says so.
   */
  #samples(round: ScrapeRound, good: readonly Extract<ScrapeResult, { ok: true }>[]): Sample[] {
    const atMs = good.reduce((oldestMs, { asOfMs }) => Math.min(oldestMs, asOfMs), Infinity);
    const { declarations } = this.context.catalogue.current();
    const samples: Sample[] = [];
    const left = { excluded: 0, unclassified: 0 };
    // An instance that does not answer may be the only one that has a base path: that one is to age, not to idle.
    const complete = good.length === this.#targets.length && round.series > 0;
    const idle = new Set(complete ? this.#seen : []);
    for (const { basePath, requests, failures, excluded, unclassified, spoiled } of round.tally.counts()) {
      left.excluded += excluded;
      left.unclassified += unclassified;
      idle.delete(basePath);
      if (declarations.has(basePath)) this.#seen.add(basePath);
      samples.push(
        spoiled ? { basePath, atMs, requests: 0, failures: 0, spoiled } : { basePath, atMs, requests, failures },
      );
    }
    for (const basePath of idle) {
      if (declarations.has(basePath)) samples.push({ basePath, atMs, requests: 0, failures: 0 });
      else this.#seen.delete(basePath);
    }
    this.#metrics.handedOn(atMs, left);
    return samples;
  }

  #placesNow(): SeriesPlaces {
    const resolver = new BasePathResolver(this.context.catalogue.current(), this.settings.mapping);
    return new SeriesPlaces(this.#dialect, this.settings.matchers, resolver);
  }
}
