import { Counter, type Registry } from 'prom-client';

/** Shows when what is kept of answers to queries reaches its bound. */
export class HeartbeatsMetrics {
  readonly #forgotten: Counter;

  constructor(registry: Registry) {
    this.#forgotten = new Counter({
      name: 'heartbeat_selected_answers_forgotten_total',
      help: 'Answers to queries that were forgotten because too many or too large ones were kept.',
      registers: [registry],
    });
  }

  forgot(): void {
    this.#forgotten.inc();
  }
}
