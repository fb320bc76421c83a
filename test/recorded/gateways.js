import { once } from 'node:events';
import { createServer } from 'node:http';

/** A gateway in Kong's dialect whose counters, and so the truth, are ours. */
export class CountedGateway {
  #counts = new Map();
  #startedAtMs = Date.now();
  #server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(this.#page()),
  );

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get address() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  serve(route, code, requests) {
    const labels = `{service="${route}",route="${route}",code="${code}",source="service"}`;
    this.#counts.set(labels, (this.#counts.get(labels) ?? 0) + requests);
  }

  /** As after a restart of its process. */
  restart() {
    this.#counts.clear();
    this.#startedAtMs = Date.now();
  }

  stop() {
    this.#server.close().closeAllConnections();
  }

  #page() {
    const lines = ['# TYPE kong_http_requests_total counter'];
    for (const [labels, value] of this.#counts) lines.push(`kong_http_requests_total${labels} ${value}`);
    lines.push('# TYPE process_start_time_seconds gauge', `process_start_time_seconds ${this.#startedAtMs / 1_000}`);
    return `${lines.join('\n')}\n`;
  }
}
