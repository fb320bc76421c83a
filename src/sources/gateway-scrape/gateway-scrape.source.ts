import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import type { Dialect } from '../dialects/dialect.js';
import { OutcomeTally } from '../dialects/outcome-tally.js';
import { SeriesReports } from '../dialects/series-reports.js';
import { trafficMetrics, type TrafficMetrics } from '../dialects/traffic.metrics.js';
import type { EvidenceSink, ProblemEffect, Sample, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import { SourceClient } from '../source-request.js';
import { SourceTrouble } from '../source-trouble.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { ScrapeTarget, type ScrapeResult } from './scrape-target.js';

/** At least half of the instances must answer, or the picture is of too few of them. */
const LEAST_ANSWERING = 0.5;

interface Round {
  readonly tally: OutcomeTally;
  readonly results: readonly { readonly target: ScrapeTarget; readonly result: ScrapeResult }[];
}

/** Reads the counters of every instance of a gateway and hands on what was added since the last scrape. */
export class GatewayScrapeSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';
  readonly #targets: readonly ScrapeTarget[];
  readonly #client: SourceClient;
  readonly #dialect: Dialect;
  readonly #metrics: TrafficMetrics;
  readonly #trouble: SourceTrouble;
  readonly #reports: SeriesReports;
  #resolver: BasePathResolver;

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
    this.#client = new SourceClient(context.http, settings);
    this.#dialect = dialectOf(settings);
    const dialect = this.#dialect;
    const client = this.#client;
    this.#targets = settings.urls.map((url) => new ScrapeTarget({ url, settings, dialect, client, context }));
    this.#metrics = trafficMetrics(context.metrics);
    this.#trouble = new SourceTrouble(this.name, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
    this.#resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const startMs = clock.now().monotonicMs;
    while (!signal.aborted) {
      const beganMs = clock.now().monotonicMs;
      const round = await this.#scrapeAll(signal);
      if (!signal.aborted) this.#handOn(round, sink);
      const nowMs = clock.now().monotonicMs;
      this.#metrics.readSeconds.observe({ source: this.name }, (nowMs - beganMs) / 1_000);
      const every = this.settings.scrapeEveryMs;
      await clock.sleep(every - ((nowMs - startMs) % every), signal);
    }
    this.#client.close();
  }

  async #scrapeAll(signal: AbortSignal): Promise<Round> {
    const catalogue = this.context.catalogue.current();
    if (catalogue.version !== this.#resolver.catalogueVersion)
      this.#resolver = new BasePathResolver(catalogue, this.settings.mapping);
    const tally = new OutcomeTally();
    const resolver = this.#resolver;
    const scrape = async (target: ScrapeTarget) => ({ target, result: await target.scrape(resolver, tally, signal) });
    return { tally, results: await Promise.all(this.#targets.map(scrape)) };
  }

  #handOn({ tally, results }: Round, sink: EvidenceSink): void {
    const good = results.filter((each) => each.result.ok);
    if (good.length > 0) sink.record(this.#samples(tally));
    for (const { result } of good) if (result.ok) for (const each of result.unresolved) this.#reports.report(each);
    this.#measure(results);
    this.#tellTrouble(results, sink);
  }

  /** One sample for each base path on the pages, requests or not: it was seen. */
  #samples(tally: OutcomeTally): Sample[] {
    const atMs = this.context.clock.now().wallMs;
    const left = { excluded: 0, unclassified: 0 };
    const samples: Sample[] = [];
    for (const { basePath, requests, failures, excluded, unclassified } of tally.counts()) {
      left.excluded += excluded;
      left.unclassified += unclassified;
      samples.push({ basePath, atMs, requests, failures });
    }
    for (const outcome of ['excluded', 'unclassified'] as const) {
      this.#metrics.requests.set({ source: this.name, outcome }, left[outcome]);
    }
    this.#metrics.freshness.set({ source: this.name }, atMs / 1_000);
    return samples;
  }

  #tellTrouble(results: Round['results'], sink: EvidenceSink): void {
    const dead = results.filter((each) => !each.result.ok);
    const few = results.length - dead.length < LEAST_ANSWERING * results.length;
    const spoiled = results.some(({ result }) => result.ok && result.left.bad > 0);
    for (const { target, result } of dead) {
      if (!result.ok) this.#report(sink, result.code, `${hostOf(target.url)}: ${result.detail}`, 'ages');
    }
    if (spoiled) this.#report(sink, 'bad-data', 'a counter is not a finite number ≥ 0', 'partial');
    if (few && dead.length < results.length) {
      this.#report(
        sink,
        'too-few-targets',
        `only ${results.length - dead.length} of ${results.length} instances answer`,
        'partial',
      );
    }
    const silent = results.every(({ result }) => result.ok && result.series === 0);
    if (silent) this.#report(sink, 'no-series', this.#dialect.whenAbsent, 'ages');
    else if (dead.length === 0 && !spoiled) this.#trouble.clear();
  }

  #report(sink: EvidenceSink, code: string, detail: string, effect: ProblemEffect): void {
    this.#trouble.report(sink, { code, detail, effect });
  }

  #measure(results: Round['results']): void {
    const source = this.name;
    let series = 0;
    const unresolved = { unmapped: 0, collision: 0 };
    for (const { result } of results) {
      this.#metrics.reads.inc({ source, result: result.ok ? 'good' : 'failed' });
      if (!result.ok) continue;
      series += result.series;
      this.#metrics.dropped.inc({ source, why: 'duplicate' }, result.left.duplicate);
      this.#metrics.dropped.inc({ source, why: 'limit' }, result.left.limit);
      this.#metrics.dropped.inc({ source, why: 'bad-value' }, result.left.bad);
      for (const each of result.unresolved) if (each.form !== 'mapped') unresolved[each.form]++;
    }
    this.#metrics.series.set({ source }, series);
    this.#metrics.unmapped.set({ source }, unresolved.unmapped);
    this.#metrics.collisions.set({ source }, unresolved.collision);
  }
}

/** The host of an address: paths may carry what is nobody's business. */
function hostOf(url: string): string {
  return new URL(url).host;
}
