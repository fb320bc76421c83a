import { parseDuration } from '../../src/platform/settings/duration.js';
import { BackendApi } from '../support/servers/backend-api.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { startHaproxy, type Gateway } from '../support/servers/haproxy.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { startPrometheus, startVictoriaMetrics, type Monitoring } from '../support/servers/prometheus.js';
import type { RealProcess } from '../support/servers/real-process.js';
import { SteadyTraffic } from '../support/servers/steady-traffic.js';

/** A minute keeps CI short; HEARTBEAT_E2E_WINDOW=5m tells the whole story in half an hour. */
export const WINDOW = process.env['HEARTBEAT_E2E_WINDOW'] ?? '1m';
export const WINDOW_MS = parseDuration(WINDOW)!;
export const STALE_AFTER_MS = WINDOW_MS >= 300_000 ? 90_000 : 30_000;
export const SCRAPE_MS = 5_000;
export const POLL_MS = 5_000;
export const EVALUATION_MS = 5_000;

export const HEALTHY = '/eni/healthy/v1';
/** Answers 503 while the scene says so. */
export const BREAKS = '/eni/breaks/v1';
/** Does not answer at all while the scene says so; HAProxy gives 504 after its time-out. */
export const HANGS = '/eni/hangs/v1';
export const IDLE = '/eni/idle/v1';
/** Its gateway makes the series of a status with the first request that has it. */
export const BORN = '/eni/born/v1';

const ON_HAPROXY = [HEALTHY, BREAKS, HANGS, IDLE];
const PER_SECOND = 5;
const SCRAPE_EVERY = `${SCRAPE_MS / 1_000}s`;

/** How Heartbeat gets its evidence. */
export const WATCHERS = ['prometheus', 'victoria-metrics', 'gateway-scrape'] as const;
export type Watcher = (typeof WATCHERS)[number];

/** A real gateway with steady traffic, two monitoring systems that scrape it, and three Heartbeats that watch. */
export class GatewayScene {
  readonly services = new Map<Watcher, HeartbeatService>();
  readonly #apis = new Map<string, BackendApi>();
  readonly #stops: (() => Promise<void> | void)[] = [];
  readonly #processes: [name: string, process: RealProcess][] = [];
  gateway!: Gateway;
  monitoring!: Readonly<Record<'prometheus' | 'victoria-metrics', Monitoring>>;
  exporter!: CountingExporter;
  #bornCode = '200';

  async start(): Promise<void> {
    await this.#startGateways();
    await this.#startMonitoring();
    await this.#startTraffic();
    for (const watcher of WATCHERS) await this.#startService(watcher);
  }

  /** Ends everything, however far `start` has come. */
  async end(): Promise<void> {
    for (const stop of this.#stops.toReversed()) await stop();
  }

  /** From now on every request for the APIs that can fail does fail, or none. */
  fail(failing: boolean): void {
    this.#apis.get(BREAKS)!.status = failing ? 503 : 200;
    this.#apis.get(HANGS)!.hanging = failing;
    this.#bornCode = failing ? '502' : '200';
  }

  /** Runs `task` while both monitoring systems go on answering and scrape no more. */
  async frozen(task: () => Promise<void>): Promise<void> {
    const servers = Object.values(this.monitoring);
    for (const server of servers) await server.scrapeEvery('1h');
    try {
      await task();
    } finally {
      for (const server of servers) await server.scrapeEvery(SCRAPE_EVERY);
    }
  }

  /** The end of what each process has written. */
  logs(): string {
    return this.#processes.map(([name, { output }]) => `== ${name}\n${output.slice(-3_000)}`).join('\n');
  }

  async #startGateways(): Promise<void> {
    for (const path of ON_HAPROXY) this.#apis.set(path, this.#toEnd(await BackendApi.start()));
    const routes = ON_HAPROXY.map((basePath) => ({
      basePath,
      name: basePath.slice(1).replaceAll('/', '-'),
      server: this.#apis.get(basePath)!.address,
    }));
    this.gateway = this.#keep('haproxy', await startHaproxy(routes));
    this.exporter = this.#toEnd(await CountingExporter.start());
    this.exporter.count('eni-born-v1', '200');
  }

  async #startMonitoring(): Promise<void> {
    const jobs = [
      { job: 'haproxy', targets: [this.gateway.metrics] },
      { job: 'kong', targets: [this.exporter.address] },
    ];
    const prometheus = this.#keep('prometheus', await startPrometheus(jobs, SCRAPE_EVERY));
    // Without stale markers, as when vmagent dies beside it: its answers stay full, and old, when scraping stops.
    const victoria = await startVictoriaMetrics(jobs, SCRAPE_EVERY, ['-promscrape.noStaleMarkers']);
    this.monitoring = { prometheus, 'victoria-metrics': this.#keep('victoria-metrics', victoria) };
  }

  async #startTraffic(): Promise<void> {
    await (await fetch(`${this.gateway.url}${IDLE}`)).arrayBuffer();
    const busy = [HEALTHY, BREAKS, HANGS].map((path) => `${this.gateway.url}${path}/x`);
    const traffic = new SteadyTraffic(busy, PER_SECOND);
    const counting = setInterval(() => this.exporter.count('eni-born-v1', this.#bornCode), 1_000 / PER_SECOND);
    this.#stops.push(
      () => traffic.stop(),
      () => clearInterval(counting),
    );
  }

  async #startService(watcher: Watcher): Promise<void> {
    const service = await HeartbeatService.start({
      window: { length: WINDOW, bucket: '5s' },
      evaluation: { staleAfter: `${STALE_AFTER_MS}ms` },
      apis: { basePaths: [...ON_HAPROXY, BORN] },
      sources: watcher === 'gateway-scrape' ? this.#scrapes() : this.#raccoons(this.monitoring[watcher].url),
    });
    this.services.set(watcher, this.#keep(`heartbeat on ${watcher}`, service));
  }

  #raccoons(url: string): object[] {
    return ['haproxy', 'kong'].map((dialect) => ({
      kind: 'raccoon',
      name: dialect,
      url,
      dialect,
      pollEvery: `${POLL_MS}ms`,
    }));
  }

  #scrapes(): object[] {
    return Object.entries({ haproxy: this.gateway.metrics, kong: this.exporter.address }).map(([dialect, address]) => ({
      kind: 'gateway-scrape',
      name: dialect,
      urls: [`http://${address}/metrics`],
      dialect,
      scrapeEvery: `${SCRAPE_MS}ms`,
    }));
  }

  #toEnd<T extends { stop(): Promise<void> }>(server: T): T {
    this.#stops.push(() => server.stop());
    return server;
  }

  #keep<T extends { readonly process: RealProcess }>(name: string, server: T): T {
    this.#processes.push([name, server.process]);
    this.#stops.push(() => server.process.remove());
    return server;
  }
}
