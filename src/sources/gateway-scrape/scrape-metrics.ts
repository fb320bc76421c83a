import type { Registry } from 'prom-client';
import { trafficMetrics, type TrafficMetrics } from '../dialects/traffic.metrics.js';
import { LEFT_OUT } from '../ledger/ledger-evidence.js';
import type { HandedOn } from '../ledger-feed.js';
import type { ScrapeRound } from './scrape-round.js';
import type { ScrapeResult } from './scrape-target.js';

/** What a gateway-scrape source shows of itself on `/metrics`. */
export class ScrapeMetrics {
  readonly #metrics: TrafficMetrics;

  constructor(
    private readonly source: string,
    registry: Registry,
  ) {
    this.#metrics = trafficMetrics(registry);
  }

  /** A round took so long, from the first request to the last number. */
  took(durationMs: number): void {
    this.#metrics.readSeconds.observe({ source: this.source }, durationMs / 1_000);
  }

  /** Evidence as of `atMs` (wall) was handed on; requests of some outcomes were left out of it. */
  handedOn(atMs: number, left: HandedOn['left']): void {
    const { source } = this;
    this.#metrics.freshness.set({ source }, atMs / 1_000);
    for (const outcome of LEFT_OUT) this.#metrics.requests.set({ source, outcome }, left[outcome]);
  }

  /** A round is over. */
  measured(round: ScrapeRound, results: readonly { readonly result: ScrapeResult }[]): void {
    const { source } = this;
    for (const { result } of results) this.#metrics.reads.inc({ source, result: result.ok ? 'good' : 'failed' });
    for (const [why, series] of Object.entries(round.leftOut)) this.#metrics.dropped.inc({ source, why }, series);
    const unresolved = [...round.resolutions()];
    this.#metrics.series.set({ source }, round.series);
    this.#metrics.unmapped.set({ source }, unresolved.filter((each) => each.form === 'unmapped').length);
    this.#metrics.collisions.set({ source }, unresolved.filter((each) => each.form === 'collision').length);
  }
}
