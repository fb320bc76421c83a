import { Counter, type Registry } from 'prom-client';
import type { FeedObserver, Refused } from './feed-observer.js';

/** Counts the evidence that was left out. */
export class WindowMetrics implements FeedObserver {
  readonly #refused: Counter<'source' | 'why'>;

  constructor(registry: Registry) {
    this.#refused = new Counter({
      name: 'heartbeat_evidence_refused_total',
      help: 'Samples left out of the window, by why.',
      labelNames: ['source', 'why'],
      registers: [registry],
    });
  }

  refused(source: string, why: Refused): void {
    this.#refused.inc({ source, why });
  }
}
