import type { BasePath } from '../../src/catalogue/base-path.js';
import { PlayedCatalogue } from './played-catalogue.js';
import { GatewayScrapeSettings } from '../../src/sources/gateway-scrape/gateway-scrape.settings.js';
import { GatewayScrapeSource } from '../../src/sources/gateway-scrape/gateway-scrape.source.js';
import type { AddressLookUp } from '../../src/sources/gateway-scrape/target-addresses.js';
import { ManualClock } from './manual-clock.js';
import { metricsPages, type AskedWith, type PageAnswer } from './metrics-pages.js';
import { RecordingSink } from './recording-sink.js';
import { sourceContext } from './source-context.js';

const WINDOW_MS = 300_000;
const BUCKET_MS = 10_000;

/** A page in Kong's dialect: `route code` → count. */
export function kongPage(counts: Record<string, number | string>): string {
  const lines = Object.entries(counts).map(([series, value]) => {
    const [route, code] = series.split(' ');
    return `kong_http_requests_total{service="s",route="${route}",code="${code}"} ${value}\n`;
  });
  return `# TYPE kong_http_requests_total counter\n${lines.join('')}kong_node_info 1\n`;
}

/** A gateway-scrape source over instances that a test answers for; `round` runs one scrape of them all. */
export class ScrapeScene {
  readonly clock = new ManualClock();
  readonly sink = new RecordingSink();
  /** The header lines of each request. */
  readonly asked: AskedWith[] = [];
  readonly context;
  readonly #stop = new AbortController();
  #pages: readonly PageAnswer[] = [];
  #running: Promise<void> | undefined;

  constructor(
    instances: number,
    readonly over: Partial<GatewayScrapeSettings> = {},
    catalogue = new PlayedCatalogue(['/eni/echo/v1', '/eni/other/v1'] as BasePath[], 1_000),
  ) {
    const http = metricsPages((url, headers) => {
      this.asked.push(headers);
      return this.#pages[Number(new URL(url).port) - 8_001]!;
    });
    this.context = sourceContext([], { catalogue, http, clock: this.clock });
    const urls = Array.from({ length: instances }, (_, index) => `http://gateway:${8_001 + index}/secret/metrics`);
    const settings = Object.assign(new GatewayScrapeSettings(), { name: 'edge', dialect: 'kong', urls, ...over });
    this.source = new GatewayScrapeSource(settings, this.context, (host) => this.lookUp(host));
  }

  readonly source: GatewayScrapeSource;
  /** Finds the addresses of a name; by default it has none that is known. */
  lookUp: AddressLookUp = () => Promise.reject(new Error('no such name'));

  /** What one round hands on, by base path; undefined when it hands on nothing at all. */
  async round(...pages: PageAnswer[]): Promise<Record<string, [requests: number, failures: number]>> {
    this.#pages = pages;
    this.sink.samples.length = 0;
    this.sink.faults.length = 0;
    if (this.#running) await this.clock.advance(10_000);
    else {
      this.#running = this.source.run(this.sink, this.#stop.signal);
      await this.clock.advance(1);
    }
    const sums: Record<string, [requests: number, failures: number]> = {};
    const { wallMs } = this.clock.now();
    for (const { basePath, requests, failures, atMs } of this.sink.samples) {
      // The window would not take it.
      if (atMs < wallMs - WINDOW_MS - BUCKET_MS) continue;
      const [known, failed] = sums[basePath] ?? [0, 0];
      sums[basePath] = [known + requests, failed + failures];
    }
    return sums;
  }

  get effects(): string[] {
    return this.sink.faults.map(({ code, effect }) => `${code} ${effect}`);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
