import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A metrics page of a gateway in Kong's dialect, counted by the test; a series appears with its first request. */
export class CountingExporter {
  readonly #counts = new Map<string, number>();
  readonly #server: Server;
  /** While true, the page answers 500. */
  broken = false;
  /** While true, each sample says when it was taken, as on a federation page: such series get no stale markers. */
  stamped = false;

  private constructor() {
    this.#server = createServer((_, response) => {
      response.writeHead(this.broken ? 500 : 200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.page());
    });
  }

  static async start(): Promise<CountingExporter> {
    const exporter = new CountingExporter();
    exporter.#server.listen(0, '127.0.0.1');
    await once(exporter.#server, 'listening');
    return exporter;
  }

  count(route: string, code: string, requests = 1, consumer = ''): void {
    const series = `kong_http_requests_total{service="s",route="${route}",code="${code}",source="service",consumer="${consumer}"}`;
    this.#counts.set(series, (this.#counts.get(series) ?? 0) + requests);
  }

  /** What a route has served since the last reset. */
  total(route: string): number {
    const of = [...this.#counts].filter(([series]) => series.includes(`route="${route}"`));
    return of.reduce((sum, [, requests]) => sum + requests, 0);
  }

  /** As after a restart of the gateway. */
  reset(): void {
    this.#counts.clear();
  }

  page(): string {
    const lines = ['# HELP kong_http_requests_total Requests', '# TYPE kong_http_requests_total counter'];
    const stamp = this.stamped ? ` ${Date.now()}` : '';
    for (const [series, value] of this.#counts) lines.push(`${series} ${value}${stamp}`);
    return `${lines.join('\n')}\n`;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
