import { Gauge, type Registry } from 'prom-client';
import type { ApiRover } from './api-rover.js';

/** Metrics of the Rovers of the API. */
export class RoverApiMetrics {
  readonly #stored: Gauge<'condition'>;

  constructor(registry: Registry) {
    this.#stored = new Gauge({
      name: 'heartbeat_rovers_stored',
      help: 'Rovers that came by the API, by condition; those rejected are kept and not in force.',
      labelNames: ['condition'],
      registers: [registry],
    });
    this.observe(new Map());
  }

  /** Records their conditions. */
  observe(rovers: ReadonlyMap<string, ApiRover>): void {
    const rejected = [...rovers.values()].filter((each) => each.problems.length > 0).length;
    this.#stored.set({ condition: 'Accepted' }, rovers.size - rejected);
    this.#stored.set({ condition: 'Rejected' }, rejected);
  }
}
