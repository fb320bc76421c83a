import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake Prometheus says. */
export interface MonitoringScript {
  /** Status of every answer; 200 if absent. */
  readonly status?: number;
  /** It takes requests and never answers. */
  readonly silent?: boolean;
  /** How far its clock is ahead. */
  readonly aheadMs?: number;
  /** Labels of each series with 100 requests; none means that the metric is absent. */
  readonly series?: readonly Readonly<Record<string, string>>[];
  readonly warnings?: readonly string[];
  /** Scrape targets, and how many of them are up. */
  readonly targets?: readonly [all: number, up: number];
}

/** A fake Prometheus that follows a script. */
export class ScriptedMonitoring {
  readonly #server: Server;

  private constructor(private readonly script: MonitoringScript) {
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
    const time = Number(form.get('time'));
    const samples = form.get('query')!.includes('heartbeat_sign') ? this.#signs(time) : this.#counts();
    const result = samples.map(([metric, value]) => ({ metric, value: [time, value] }));
    const { warnings } = this.script;
    return { status: 'success', data: { resultType: 'vector', result }, ...(warnings && { warnings }) };
  }

  #signs(time: number): [Record<string, string>, string][] {
    const { series = [], targets: [all, up] = [1, 1] } = this.script;
    if (series.length === 0) return [];
    const signs = { newest: time - 1, series_before: 1, targets: all, targets_up: up };
    return Object.entries(signs).map(([sign, value]) => [{ heartbeat_sign: sign }, String(value)]);
  }

  #counts(): [Record<string, string>, string][] {
    return (this.script.series ?? []).map((labels) => [labels, '100']);
  }
}
