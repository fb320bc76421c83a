import { Counter, Gauge, type Registry } from 'prom-client';

/** Shows when what is kept of answers to queries reaches its bound, and how large the page for Prometheus is. */
export class HeartbeatsMetrics {
  readonly #forgotten: Counter;
  readonly #pageBytes: Gauge;
  readonly #forgottenUrls: Counter;

  constructor(registry: Registry) {
    this.#forgotten = new Counter({
      name: 'heartbeat_selected_answers_forgotten_total',
      help: 'Answers to queries that were forgotten because too many or too large ones were kept.',
      registers: [registry],
    });
    this.#forgottenUrls = new Counter({
      name: 'heartbeat_asked_urls_forgotten_total',
      help: 'URLs whose answers were forgotten because too many or too large ones were kept.',
      registers: [registry],
    });
    this.#pageBytes = new Gauge({
      name: 'heartbeat_exposition_bytes',
      help: 'Size of the newest page of /metrics/heartbeats that was read to its end; 0 until there is one.',
      registers: [registry],
    });
  }

  forgotUrl(): void {
    this.#forgottenUrls.inc();
  }

  forgot(): void {
    this.#forgotten.inc();
  }

  exposed(bytes: number): void {
    this.#pageBytes.set(bytes);
  }
}
