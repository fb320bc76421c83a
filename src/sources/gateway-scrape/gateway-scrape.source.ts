import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import type { Dialect } from '../dialects/dialect.js';
import { SeriesReports } from '../dialects/series-reports.js';
import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import { SourceClient } from '../source-request.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { SerialQueue } from '../../platform/tasks/serial-queue.js';
import { RoundSamples } from './round-samples.js';
import { ScrapeMetrics } from './scrape-metrics.js';
import { ScrapeRound } from './scrape-round.js';
import { ScrapeTarget } from './scrape-target.js';
import { ScrapeTroubles } from './scrape-troubles.js';
import { SeriesIdentities } from './series-identities.js';
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
  readonly #samples = new RoundSamples();
  readonly #identities = new SeriesIdentities();
  #places: SeriesPlaces;

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
    const client = new SourceClient(context.http, settings);
    const dialect = dialectOf(settings);
    const parts = { settings, dialect, client, context, reading: SerialQueue.unbounded() };
    this.#client = client;
    this.#dialect = dialect;
    this.#targets = settings.urls.map((url) => new ScrapeTarget({ ...parts, url }));
    this.#metrics = new ScrapeMetrics(this.name, context.metrics);
    this.#troubles = new ScrapeTroubles(this.name, dialect, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
    this.#places = this.#placesOf(new BasePathResolver(context.catalogue.current(), settings.mapping));
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
    const catalogue = this.context.catalogue.current();
    if (catalogue.version !== this.#places.resolver.catalogueVersion)
      this.#places = this.#placesOf(await BasePathResolver.inTurns(catalogue, this.settings.mapping));
    const round = new ScrapeRound(this.#places);
    const scrapes = this.#targets.map(async (target) => ({
      host: target.host,
      result: await target.scrape(round, signal),
    }));
    const results = await Promise.all(scrapes);
    if (signal.aborted) return;
    const good = results.flatMap(({ result }) => (result.ok ? [result] : []));
    if (good.length > 0) {
      const atMs = good.reduce((oldestMs, { asOfMs }) => Math.min(oldestMs, asOfMs), Infinity);
      const complete = good.length === results.length;
      const declared = this.context.catalogue.current().declarations;
      sink.record(await this.#samples.make(round, { atMs, complete, declared }));
      this.#metrics.handedOn(atMs, round.uncounted);
    }
    for (const resolution of round.unresolved.values()) this.#reports.report(resolution);
    this.#metrics.measured(round, results);
    this.#troubles.tell(sink, round, results);
  }

  #placesOf(resolver: BasePathResolver): SeriesPlaces {
    return new SeriesPlaces(this.#dialect, this.settings.matchers, resolver, this.#identities);
  }
}
