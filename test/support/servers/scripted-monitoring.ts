import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SampleStore } from '../sample-store.js';
import { growing } from '../stored-gateway.js';

/** What a fake Prometheus says. */
export interface MonitoringScript {
  /** Status of every answer; 200 if absent. */
  readonly status?: number;
  /** It takes requests and never answers. */
  readonly silent?: boolean;
  /** How far its clock is ahead. */
  readonly aheadMs?: number;
  /** Labels of each series that counts a request a second; none means that the metric is absent. */
  readonly series?: readonly Readonly<Record<string, string>>[];
  readonly warnings?: readonly string[];
  /** Gateway instances that were up until a minute ago, and how many of them still are. */
  readonly targets?: readonly [all: number, up: number];
}

/** A fake Prometheus that follows a script. */
export class ScriptedMonitoring {
  readonly #server: Server;
  readonly #store: SampleStore;

  private constructor(private readonly script: MonitoringScript) {
    this.#store = storeOf(script);
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(script: MonitoringScript): Promise<ScriptedMonitoring> {
    const monitoring = new ScriptedMonitoring(script);
    monitoring.#server.listen(0, '127.0.0.1');
    await once(monitoring.#server, 'listening');
    return monitoring;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { status = 200, silent, aheadMs = 0 } = this.script;
    if (silent) return;
    const form = new URLSearchParams(body);
    const refused = form.get('query') === '1 default 2';
    response.writeHead(refused ? 400 : status, {
      'content-type': 'application/json',
      date: new Date(Date.now() + aheadMs).toUTCString(),
    });
    response.end(JSON.stringify(refused ? { status: 'error' } : this.#body(request.url!, form)));
  }

  #body(path: string, form: URLSearchParams): object {
    if (path === '/api/v1/status/buildinfo') return { status: 'success', data: { version: '3.5.0' } };
    const { warnings } = this.script;
    return this.#store.answer(form.get('query')!, Number(form.get('time')), warnings && { warnings });
  }
}

/** What the server has scraped, every 15 s. */
function storeOf({ series = [], targets: [all, up] = [1, 1], aheadMs = 0 }: MonitoringScript): SampleStore {
  const silentSince = (Date.now() + aheadMs) / 1_000 - 60;
  const count = growing(1, silentSince);
  const stored = Array.from({ length: all }, (_, target) => {
    const isUp = (seconds: number): boolean => target < up || seconds < silentSince;
    const own = { job: 'kong', instance: `gw-${target}:8100` };
    const counters = series.map((labels) => ({
      labels: { __name__: 'kong_http_requests_total', ...labels, ...own },
      at: (seconds: number) => (isUp(seconds) ? String(count(seconds)) : undefined),
    }));
    const vital = { labels: { __name__: 'up', ...own }, at: (seconds: number) => (isUp(seconds) ? '1' : '0') };
    return [...counters, vital];
  });
  return new SampleStore(stored.flat());
}
