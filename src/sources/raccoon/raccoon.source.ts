import type { Gauge } from 'prom-client';
import { withDeadline } from '../../platform/clock/deadline.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { SeriesReports } from '../dialects/series-reports.js';
import { shownName } from '../dialects/shown-name.js';
import { trafficMetrics, type TrafficMetrics } from '../dialects/traffic.metrics.js';
import type { EvidenceSink, Source } from '../evidence.js';
import { LEFT_OUT } from '../ledger/ledger-evidence.js';
import { LedgerFeed, type HandedOn } from '../ledger-feed.js';
import type { SourceContext } from '../source-kind.js';
import { SourceTrouble } from '../source-trouble.js';
import { frozen, type FailedPoll } from './failed-poll.js';
import { shownFlavour } from './flavour.js';
import { SKEW_TOLERATED_MS } from './monitoring-client.js';
import { FlavourMetric, summedGauge } from './raccoon.metrics.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { SamplePoll, type Poll } from './sample-poll.js';

const FORGET_FLAVOUR_AFTER_MS = 3_600_000;
const FIRST_LOOK_MS = 2_000;

/** Reads the raw samples of a monitoring system into a ledger, one poll after another, and hands on what that says. */
export class RaccoonSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';
  readonly #feed: LedgerFeed;
  readonly #poll: SamplePoll;
  readonly #metrics: TrafficMetrics;
  readonly #flavourMetric: FlavourMetric;
  readonly #trouble: SourceTrouble;
  readonly #ofInstances: SourceTrouble;
  readonly #reports: SeriesReports;
  #flavour = '';
  #clockDiffers = false;
  readonly #summedGauge: Gauge<'source'>;
  #summed = false;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly context: SourceContext,
  ) {
    this.name = settings.name;
    const { mapping, goneAfterMs, lagMs, pollEveryMs: scrapeMs } = settings;
    this.#feed = new LedgerFeed({ name: this.name, context, mapping, goneAfterMs, lagMs, scrapeMs });
    this.#poll = new SamplePoll(settings, dialectOf(settings), context, this.#feed);
    this.#metrics = trafficMetrics(context.metrics);
    this.#flavourMetric = new FlavourMetric(this.name, context.metrics);
    this.#summedGauge = summedGauge(context.metrics);
    this.#trouble = new SourceTrouble(this.name, context.log);
    this.#ofInstances = new SourceTrouble(this.name, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    let forgetAtMs = clock.now().monotonicMs + FORGET_FLAVOUR_AFTER_MS;
    // The first answer tells the difference of the clocks, which the first poll needs.
    await this.#learnFlavour(signal, FIRST_LOOK_MS);
    while (!signal.aborted) {
      await Promise.all([this.#learnFlavour(signal, this.settings.timeoutMs), this.#pollOnce(sink, signal)]);
      const nowMs = clock.now().monotonicMs;
      if (nowMs >= forgetAtMs) this.#poll.client.forgetFlavour();
      if (nowMs >= forgetAtMs) forgetAtMs = nowMs + FORGET_FLAVOUR_AFTER_MS;
      await clock.sleep(this.#untilNextMs(), signal);
    }
    await this.#poll.close();
  }

  /** Until the next moment that everybody who polls so often asks for. */
  #untilNextMs(): number {
    const { lagMs, pollEveryMs } = this.settings;
    const sinceMs = this.#poll.client.serverNowMs() - lagMs;
    return pollEveryMs - (sinceMs % pollEveryMs);
  }

  /** What the server is called; its answer also tells the difference of the clocks. It has a deadline of its own. */
  async #learnFlavour(signal: AbortSignal, deadlineMs: number): Promise<void> {
    const flavour = await withDeadline(deadlineMs, signal, (ended) => this.#poll.client.flavour(ended));
    const shown = shownFlavour(flavour);
    if (signal.aborted || flavour.name === 'unknown' || shown === this.#flavour) return;
    this.#flavour = shown;
    this.#flavourMetric.show(flavour);
    this.context.log.info('monitoring system recognised', { source: this.name, flavour: shown });
  }

  async #pollOnce(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    const startMs = clock.now().monotonicMs;
    if (this.#feed.isBehind) await this.#feed.follow();
    const result = await this.#poll.run(signal);
    if (signal.aborted) return;
    this.#noteSkew(this.#poll.client.skewMs);
    if (result.ok) await this.#handOn(result, sink);
    else await this.#fail(sink, result);
    this.#metrics.readSeconds.observe({ source: this.name }, (clock.now().monotonicMs - startMs) / 1_000);
  }

  async #fail(sink: EvidenceSink, { code, detail, partial = false }: FailedPoll): Promise<void> {
    this.#metrics.reads.inc({ source: this.name, result: partial ? 'partial' : 'failed' });
    this.#poll.client.forgetFlavour();
    await this.#feed.miss(sink);
    this.#trouble.report(sink, { code, detail, effect: partial ? 'partial' : 'ages' });
  }

  async #handOn(poll: Poll, sink: EvidenceSink): Promise<void> {
    const { sampleAgeMs } = poll;
    if (sampleAgeMs > this.#poll.oldestSampleMs) return this.#fail(sink, frozen(sampleAgeMs, this.settings.lagMs));
    const { groups } = this.#feed;
    const spoiled = [...poll.spoiled].flatMap((group) => groups.basePathOf(group) ?? []);
    const handedOn = await this.#feed.handOn(sink, spoiled);
    this.#tell(sink, handedOn);
    this.#noteSums(poll);
    this.#measure(poll, handedOn);
  }

  /** Says what is wrong with the instances, after a poll that was good. */
  #tell(sink: EvidenceSink, { mixed, unobserved }: HandedOn): void {
    this.#metrics.reads.inc({ source: this.name, result: 'good' });
    this.#trouble.clear();
    const [first] = mixed.keys();
    if (first !== undefined) {
      const detail = `${addressOf(first)}: ${MIXED}`;
      this.#ofInstances.report(
        sink,
        { code: 'instances-mixed', detail, effect: 'partial' },
        [...mixed.values()].flat(),
      );
    } else if (unobserved.length > 0) {
      const names = unobserved.slice(0, MAX_NAMED).map(addressOf).join(', ');
      const detail = `${unobserved.length} gateway instances are not observed: ${names}`;
      this.#ofInstances.report(sink, { code: 'instances-unobserved', detail, effect: 'ages' });
    } else this.#ofInstances.clear();
  }

  /** Sums say less than series: an operator wants to know. */
  #noteSums({ summed }: Poll): void {
    this.#summedGauge.set({ source: this.name }, summed ? 1 : 0);
    if ((summed !== undefined) === this.#summed) return;
    this.#summed = summed !== undefined;
    const { maximumSeries } = this.settings;
    const fields = { source: this.name, ...(summed?.of !== undefined && { series: summed.of }), maximumSeries };
    if (summed) this.context.log.warn('too many series: sums are read', fields);
    else this.context.log.info('series are read one by one again', fields);
  }

  /** Ages are corrected by the difference, so that it is worth a line only when it comes and goes. */
  #noteSkew(aheadMs: number): void {
    this.#metrics.skew.set({ source: this.name }, aheadMs / 1_000);
    const differs = Math.abs(aheadMs) > SKEW_TOLERATED_MS;
    this.#feed.aheadMs = this.#poll.client.followedSkewMs;
    if (differs === this.#clockDiffers) return;
    this.#clockDiffers = differs;
    const fields = { source: this.name, aheadSeconds: Math.round(aheadMs / 1_000) };
    if (differs) this.context.log.warn('clock of the source differs from ours', fields);
    else this.context.log.info('clock of the source agrees again', fields);
  }

  #measure(poll: Poll, { left, findings }: HandedOn): void {
    const source = this.name;
    const metrics = this.#metrics;
    metrics.freshness.set({ source }, (poll.newestMs - this.#feed.aheadMs) / 1_000);
    metrics.series.set({ source }, poll.series);
    metrics.dropped.inc({ source, why: 'duplicate' }, findings.get('repeated-series') ?? 0);
    metrics.dropped.inc({ source, why: 'bad-value' }, poll.spoiled.size);
    for (const outcome of LEFT_OUT) metrics.requests.set({ source, outcome }, left[outcome]);
    const counts = { unmapped: 0, collision: 0, mapped: 0 };
    for (const resolution of this.#feed.groups.resolutions()) {
      counts[resolution.form]++;
      this.#reports.report(resolution);
    }
    metrics.unmapped.set({ source }, counts.unmapped);
    metrics.collisions.set({ source }, counts.collision);
  }
}

/** Instances named in a problem. */
const MAX_NAMED = 3;
const MIXED = 'counters jump back and forth, as if several processes answered in turn; give each an address of its own';

/** The address in the name of an instance, for people. */
function addressOf(name: string): string {
  const labels = new Map(JSON.parse(name) as [string, string][]);
  return shownName(labels.get('instance') ?? 'an instance without a name');
}
