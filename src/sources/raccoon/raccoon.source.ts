import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { SeriesReports } from '../dialects/series-reports.js';
import { trafficMetrics, type TrafficMetrics } from '../dialects/traffic.metrics.js';
import type { EvidenceSink, Source } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import { SourceTrouble } from '../source-trouble.js';
import { SKEW_TOLERATED_MS } from './monitoring-client.js';
import { shownFlavour } from './flavour.js';
import { FlavourMetric } from './raccoon.metrics.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { buildReading } from './reading-builder.js';
import { ageOf, WindowPoll, type Poll } from './window-poll.js';

/** At least half of the scrape targets must be up, or the answer is about too few of them. */
const LEAST_COVERAGE = 0.5;
const FORGET_FLAVOUR_AFTER_MS = 3_600_000;

/** Asks the monitoring system for the window's totals, one poll after another. */
export class RaccoonSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';
  readonly #poll: WindowPoll;
  readonly #metrics: TrafficMetrics;
  readonly #flavourMetric: FlavourMetric;
  readonly #trouble: SourceTrouble;
  readonly #reports: SeriesReports;
  #resolver: BasePathResolver;
  #flavour = '';
  #clockDiffers = false;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
    this.#poll = new WindowPoll(settings, dialectOf(settings), context);
    this.#metrics = trafficMetrics(context.metrics);
    this.#flavourMetric = new FlavourMetric(this.name, context.metrics);
    this.#trouble = new SourceTrouble(this.name, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
    this.#resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const every = this.settings.pollEveryMs;
    const startMs = clock.now().monotonicMs;
    const gridMs = startMs + phaseOf(this.name, every);
    let forgetAtMs = startMs + FORGET_FLAVOUR_AFTER_MS;
    while (!signal.aborted) {
      await this.#pollOnce(sink, signal);
      const nowMs = clock.now().monotonicMs;
      if (nowMs >= forgetAtMs) this.#poll.client.forgetFlavour();
      if (nowMs >= forgetAtMs) forgetAtMs = nowMs + FORGET_FLAVOUR_AFTER_MS;
      await clock.sleep(every - ((nowMs - gridMs + every) % every), signal);
    }
    await this.#poll.close();
  }

  async #pollOnce(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const startMs = clock.now().monotonicMs;
    const result = await this.#poll.run(signal);
    if (signal.aborted) return;
    this.#noteSkew(this.#poll.client.skewMs);
    if (result.ok) await this.#handOn(result.poll, sink);
    else this.#fail(sink, result);
    this.#metrics.readSeconds.observe({ source: this.name }, (clock.now().monotonicMs - startMs) / 1_000);
  }

  #fail(sink: EvidenceSink, { code, detail }: { code: string; detail: string }): void {
    this.#metrics.reads.inc({ source: this.name, result: 'failed' });
    this.#poll.client.forgetFlavour();
    this.#trouble.report(sink, { code, detail, effect: 'ages' });
  }

  async #handOn(poll: Poll, sink: EvidenceSink): Promise<void> {
    this.#noteFlavour(poll);
    if (poll.sampleAgeMs > this.#poll.oldestSampleMs) {
      return this.#fail(sink, { code: 'data-frozen', detail: ageOf(poll.sampleAgeMs, this.settings.lagMs) });
    }
    const catalogue = this.context.catalogue.current();
    if (catalogue.version !== this.#resolver.catalogueVersion)
      this.#resolver = await BasePathResolver.inTurns(catalogue, this.settings.mapping);
    const reading = await buildReading(poll, this.#resolver);
    sink.replace({ asOf: poll.asOf, entries: reading.entries });
    for (const resolution of reading.unresolved) this.#reports.report(resolution);
    this.#measure(poll, reading);
    this.#blockIfIncomplete(poll, sink);
  }

  /** What was handed on may be looked at, but no verdict may rest on it. */
  #blockIfIncomplete({ vitals, partialBecause }: Poll, sink: EvidenceSink): void {
    const covered = vitals.targets === 0 || vitals.targetsUp / vitals.targets >= LEAST_COVERAGE;
    this.#metrics.reads.inc({
      source: this.name,
      result: covered && partialBecause === undefined ? 'good' : 'partial',
    });
    if (partialBecause !== undefined) {
      this.#trouble.report(sink, { code: 'answer-partial', detail: partialBecause, effect: 'partial' });
    } else if (!covered) {
      const detail = `only ${vitals.targetsUp} of ${vitals.targets} scrape targets are up`;
      this.#trouble.report(sink, { code: 'too-few-targets', detail, effect: 'partial' });
    } else if (!vitals.knownBefore) {
      const detail = 'the source has not watched the gateway for a whole window yet';
      this.#trouble.report(sink, { code: 'warming-up', detail, effect: 'warming-up' });
    } else this.#trouble.clear();
  }

  #noteFlavour({ flavour }: Poll): void {
    const shown = shownFlavour(flavour);
    if (shown === this.#flavour) return;
    this.#flavour = shown;
    this.#flavourMetric.show(flavour);
    this.context.log.info('monitoring system recognised', { source: this.name, flavour: shown });
  }

  /** Ages are corrected by the difference, so that it is worth a line only when it comes and goes. */
  #noteSkew(aheadMs: number): void {
    this.#metrics.skew.set({ source: this.name }, aheadMs / 1_000);
    const differs = Math.abs(aheadMs) > SKEW_TOLERATED_MS;
    if (differs === this.#clockDiffers) return;
    this.#clockDiffers = differs;
    const fields = { source: this.name, aheadSeconds: Math.round(aheadMs / 1_000) };
    if (differs) this.context.log.warn('clock of the source differs from ours', fields);
    else this.context.log.info('clock of the source agrees again', fields);
  }

  #measure(poll: Poll, reading: Awaited<ReturnType<typeof buildReading>>): void {
    const source = this.name;
    const metrics = this.#metrics;
    metrics.freshness.set({ source }, poll.asOf.wallMs / 1_000);
    metrics.series.set({ source }, poll.window.series);
    metrics.unmapped.set({ source }, reading.unresolved.filter((each) => each.form === 'unmapped').length);
    metrics.collisions.set({ source }, reading.unresolved.filter((each) => each.form === 'collision').length);
    metrics.dropped.inc({ source, why: 'duplicate' }, poll.window.duplicates);
    metrics.dropped.inc({ source, why: 'limit' }, poll.window.dropped);
    metrics.dropped.inc({ source, why: 'bad-value' }, poll.window.spoiled.filter((flag) => flag === 1).length);
    metrics.requests.set({ source, outcome: 'excluded' }, reading.excluded);
    metrics.requests.set({ source, outcome: 'unclassified' }, reading.unclassified);
  }
}

/** Where on the grid of its polls a source begins, so that several do not ask at the same moment. */
function phaseOf(name: string, everyMs: number): number {
  let hash = 0;
  for (const character of name) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0;
  return hash % everyMs;
}
