import type { Server } from 'node:http';
import { Counter, Gauge, type Registry } from 'prom-client';
import { registerDurations } from './duration-histogram.js';
import { RequestTally } from './request-tally.js';

/** Metrics of the server: plain numbers while it serves, converted when `/metrics` is asked for. */
export class HttpMetrics {
  readonly #tallies = new Map<string, RequestTally>();
  readonly #brokenRequests = new Map<number, number>();
  readonly #cutConnections = { refused: 0, stalled: 0 };

  /** The tally of a method and route. Routes are patterns, so that there are few. */
  tally(method: string, route: string): RequestTally {
    const key = `${method} ${route}`;
    let tally = this.#tallies.get(key);
    if (!tally) this.#tallies.set(key, (tally = new RequestTally(method, route)));
    return tally;
  }

  /** Counts bytes that never became a request, by the status they were answered with. */
  broken(status: number): void {
    this.#brokenRequests.set(status, (this.#brokenRequests.get(status) ?? 0) + 1);
  }

  /** Counts a connection beyond the limit. */
  refusedConnection(): void {
    this.#cutConnections.refused++;
  }

  /** Counts a connection whose client did not read its answer. */
  stalledConnection(): void {
    this.#cutConnections.stalled++;
  }

  /** Registers all of it in a registry. */
  register(registry: Registry, server: Server): void {
    this.#registerRequests(registry);
    registerDurations(registry, () => this.#tallies.values());
    this.#registerConnections(registry, server);
  }

  #registerRequests(registry: Registry): void {
    const tallies = this.#tallies;
    const brokenRequests = this.#brokenRequests;
    const requests: Counter = new Counter({
      name: 'heartbeat_http_requests_total',
      help: 'Requests by method, route pattern and status.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      collect: () => {
        requests.reset();
        for (const { method, route, perStatus } of tallies.values()) {
          for (const [status, count] of perStatus) requests.inc({ method, route, status }, count);
        }
      },
    });
    const broken: Counter = new Counter({
      name: 'heartbeat_http_broken_requests_total',
      help: 'What never became a request (not HTTP, too slow, head too large), by the status it was answered with.',
      labelNames: ['status'],
      registers: [registry],
      collect: () => {
        broken.reset();
        for (const [status, count] of brokenRequests) broken.inc({ status }, count);
      },
    });
  }

  #registerConnections(registry: Registry, server: Server): void {
    const open: Gauge = new Gauge({
      name: 'heartbeat_http_connections',
      help: 'Open connections.',
      registers: [registry],
      collect: async () => open.set(await connectionsOf(server)),
    });
    const cut: Counter = new Counter({
      name: 'heartbeat_http_connections_cut_total',
      help: 'Connections closed on clients: refused when too many were open, stalled when an answer was not taken.',
      labelNames: ['why'],
      registers: [registry],
      collect: () => {
        cut.reset();
        for (const [why, count] of Object.entries(this.#cutConnections)) cut.inc({ why }, count);
      },
    });
  }
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
