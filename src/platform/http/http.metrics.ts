import type { Server } from 'node:http';
import { Counter, Gauge, type Registry } from 'prom-client';
import { registerDurations } from './duration-histogram.js';
import { RequestTally } from './request-tally.js';

/** Metrics of the server: plain numbers while it serves, converted when `/metrics` is asked for. */
export class HttpMetrics {
  readonly #tallies = new Map<string, RequestTally>();
  readonly #brokenRequests = new Map<number, number>();
  readonly #cutConnections = { refused: 0, displaced: 0, stalled: 0, pipelined: 0 };
  #mostConnections = 0;
  #droppedRequests = 0;
  #waitingRequests = (): number => 0;

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

  /** Counts a connection without a request that gave way to a new one at the limit. */
  displacedConnection(): void {
    this.#cutConnections.displaced++;
  }

  /** Takes how many connections may be open. */
  connectionLimit(most: number): void {
    this.#mostConnections = most;
  }

  /** Counts a connection whose client did not read its answer. */
  stalledConnection(): void {
    this.#cutConnections.stalled++;
  }

  /** Counts a connection on which too many requests waited for the answers before them. */
  pipelinedConnection(): void {
    this.#cutConnections.pipelined++;
  }

  /** Counts a request whose connection had ended before its turn came. */
  droppedRequest(): void {
    this.#droppedRequests++;
  }

  /** Takes how many requests wait for a turn at present. */
  waitingRequests(count: () => number): void {
    this.#waitingRequests = count;
  }

  /** Registers all of it in a registry. */
  register(registry: Registry, server: Server): void {
    this.#registerRequests(registry);
    registerDurations(registry, () => this.#tallies.values());
    this.#registerConnections(registry, server);
    this.#registerTurns(registry);
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
    const most: Gauge = new Gauge({
      name: 'heartbeat_http_connections_limit',
      help: 'Connections that may be open, below what the system gives the process.',
      registers: [registry],
      collect: () => most.set(this.#mostConnections),
    });
    const cut: Counter = new Counter({
      name: 'heartbeat_http_connections_cut_total',
      help: 'Connections closed on clients: refused at the limit, displaced by a new one at it, stalled when an answer was not taken, pipelined when too many requests waited.',
      labelNames: ['why'],
      registers: [registry],
      collect: () => {
        cut.reset();
        for (const [why, count] of Object.entries(this.#cutConnections)) cut.inc({ why }, count);
      },
    });
  }

  #registerTurns(registry: Registry): void {
    const waiting: Gauge = new Gauge({
      name: 'heartbeat_http_requests_waiting',
      help: 'Requests that wait for a later turn of the event loop, so that those of other connections get theirs.',
      registers: [registry],
      collect: () => waiting.set(this.#waitingRequests()),
    });
    const dropped: Counter = new Counter({
      name: 'heartbeat_http_requests_dropped_total',
      help: 'Requests that were not worked on because their connection had ended before their turn.',
      registers: [registry],
      collect: () => {
        dropped.reset();
        dropped.inc(this.#droppedRequests);
      },
    });
  }
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
